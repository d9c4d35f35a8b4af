{{- define "antiphon.umbrellaLabels" -}}
app.kubernetes.io/name: antiphon
app.kubernetes.io/instance: {{ default .Release.Name .Values.global.instance }}
app.kubernetes.io/component: installation
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: antiphon
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Labels of the command line, by which the services let it in. */}}
{{- define "antiphon.cliSelector" -}}
app.kubernetes.io/name: cli
app.kubernetes.io/instance: {{ default .Release.Name .Values.global.instance }}
{{- end -}}

{{- define "antiphon.hasDocuments" -}}
{{- if or .Values.documents.existingConfigMap .Values.documents.policies .Values.documents.brands -}}true{{- end -}}
{{- end -}}

{{- define "antiphon.documents" -}}
{{- range $file, $text := .Values.documents.policies }}
{{ $file }}: {{ $text | quote }}
{{- end }}
{{- range $id, $brand := .Values.documents.brands }}
{{ $id }}.brand.json: {{ dict "id" $id | merge $brand | toJson | quote }}
{{- end }}
{{- end -}}

{{/* What every pod of the command line has: context, name of the container, what it is told. */}}
{{- define "antiphon.cliContainer" -}}
{{- $ctx := index . 0 -}}
name: {{ index . 1 }}
image: {{ include "antiphon.imageOf" (list $ctx $ctx.Values.documents.image) }}
imagePullPolicy: {{ $ctx.Values.documents.image.pullPolicy }}
command: [python, -m, services.cli, {{ index . 2 }}]
securityContext: {{- include "antiphon.containerSecurity" $ctx | nindent 2 }}
resources:
  requests:
    cpu: 50m
    memory: 128Mi
  limits:
    memory: 256Mi
{{- end -}}

{{- define "antiphon.cliPod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- include "antiphon.pullSecrets" . }}
securityContext: {{- include "antiphon.podSecurity" . | nindent 2 }}
{{- end -}}
