{{/* By these pods are chosen; they never change: (list context service) */}}
{{- define "antiphon.selectorOf" -}}
app.kubernetes.io/name: {{ index . 1 }}
app.kubernetes.io/instance: {{ default "antiphon" (include "antiphon.instance" (index . 0)) }}
{{- end -}}

{{- define "antiphon.selectorLabels" -}}
{{- include "antiphon.selectorOf" (list . .Chart.Name) }}
app.kubernetes.io/component: service
{{- end -}}

{{/* Labels of an object: (list context component) */}}
{{- define "antiphon.labelsOf" -}}
{{- $ctx := index . 0 -}}
{{ include "antiphon.selectorOf" (list $ctx $ctx.Chart.Name) }}
app.kubernetes.io/component: {{ index . 1 }}
app.kubernetes.io/version: {{ $ctx.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: antiphon
app.kubernetes.io/managed-by: {{ $ctx.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $ctx.Chart.Name $ctx.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "antiphon.labels" -}}
{{- include "antiphon.labelsOf" (list . "service") -}}
{{- end -}}
