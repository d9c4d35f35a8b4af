{{/* Settings of the values, those of the chart before those of the umbrella before what a cluster wants. */}}
{{- define "antiphon.settings" -}}
{{- $ours := dict "ANTIPHON_OBS_LOG_FORMAT" "json" "ANTIPHON_RPC_CONNECTION_AGE_SECONDS" 300 -}}
{{- $all := mergeOverwrite (deepCopy $ours) (deepCopy .Values.global.settings) (deepCopy .Values.settings) -}}
{{- range $name, $value := $all }}
{{ $name }}: {{ include "antiphon.text" $value | quote }}
{{- end }}
{{- end -}}

{{/* A value as the service reads it: whole numbers without an exponent. */}}
{{- define "antiphon.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{- define "antiphon.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
data:
  {{- include "antiphon.settings" . | trim | nindent 2 }}
{{- end -}}
