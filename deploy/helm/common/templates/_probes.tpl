{{/* One look at the service: (list context health-name) */}}
{{- define "antiphon.look" -}}
{{- $ctx := index . 0 -}}
{{- if eq $ctx.Chart.Name "console" -}}
httpGet:
  path: /healthz
  port: http
  httpHeaders:
    - name: Host
      value: localhost
{{- else -}}
grpc:
  port: {{ (include "antiphon.facts" $ctx | fromYaml).healthPort }}
  service: {{ index . 1 | quote }}
{{- end }}
timeoutSeconds: {{ $ctx.Values.probes.timeoutSeconds }}
{{- end -}}

{{- define "antiphon.probes" -}}
{{- $seconds := int .Values.probes.startupSeconds -}}
startupProbe:
  {{- include "antiphon.look" (list . "") | nindent 2 }}
  periodSeconds: 5
  failureThreshold: {{ max 1 (div $seconds 5) }}
readinessProbe:
  {{- include "antiphon.look" (list . "ready") | nindent 2 }}
  periodSeconds: 5
  failureThreshold: 2
livenessProbe:
  {{- include "antiphon.look" (list . "") | nindent 2 }}
  periodSeconds: {{ .Values.probes.periodSeconds }}
  failureThreshold: {{ .Values.probes.failureThreshold }}
{{- end -}}
