{{/* Headless: a gRPC client keeps its connections and shares its calls over all addresses itself. */}}
{{- define "antiphon.service" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  {{- if ne .Chart.Name "console" }}
  clusterIP: None
  {{- end }}
  selector: {{- include "antiphon.selectorLabels" . | nindent 4 }}
  ports:
    {{- if eq .Chart.Name "console" }}
    - name: http
      port: {{ .Values.web.port }}
      targetPort: http
      appProtocol: http
    {{- else }}
    - name: grpc
      port: {{ index $facts.ports .Chart.Name }}
      targetPort: grpc
      appProtocol: kubernetes.io/h2c
    - name: health
      port: {{ $facts.healthPort }}
      targetPort: health
    {{- end }}
    - name: metrics
      port: {{ .Values.metrics.port }}
      targetPort: metrics
{{- end -}}

{{/* The port for webhooks: a Service with an address, for an Ingress shares requests itself. */}}
{{- define "antiphon.webhookService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "antiphon.fullname" . }}-webhooks
  labels: {{- include "antiphon.labelsOf" (list . "webhooks") | nindent 4 }}
spec:
  selector: {{- include "antiphon.selectorLabels" . | nindent 4 }}
  ports:
    - name: webhooks
      port: 80
      targetPort: webhooks
      appProtocol: http
{{- end -}}
