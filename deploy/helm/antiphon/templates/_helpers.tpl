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
