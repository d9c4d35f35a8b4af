{{- define "antiphon.notes" -}}
{{- $name := include "antiphon.fullname" . -}}
{{ $name }} is installed. It is ready when `kubectl -n {{ .Release.Namespace }} rollout status deployment/{{ $name }}` returns; `helm -n {{ .Release.Namespace }} test {{ .Release.Name }}` asks it through its name.

Secrets that must exist in {{ .Release.Namespace }}:
{{- range $_, $secret := include "antiphon.secretFolders" . | fromYaml }}
  {{ $secret }}
{{- end }}
{{- if include "antiphon.onPostgres" . }}
  {{ .Values.postgres.existingSecret }}
{{- else if include "antiphon.isStore" . }}

Its tables are a SQLite file on one volume: good for a trial, with one replica and no room to fail.
{{- end }}
{{- if not (include "antiphon.tls" .) }}

Calls between services are signed and not encrypted. Set tls.enabled, here and at the other services, unless the network does it.
{{- end }}
{{- end -}}
