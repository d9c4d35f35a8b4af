{{/* The image: (list context image) */}}
{{- define "antiphon.imageOf" -}}
{{- $ctx := index . 0 -}}{{- $image := index . 1 -}}
{{- $registry := default $ctx.Values.global.imageRegistry $image.registry -}}
{{- $tag := coalesce $image.tag $ctx.Values.global.imageTag $ctx.Chart.AppVersion -}}
{{- $name := list $registry $image.repository | compact | join "/" -}}
{{- if $image.digest -}}{{ $name }}@{{ $image.digest }}{{- else -}}{{ $name }}:{{ $tag }}{{- end -}}
{{- end -}}

{{- define "antiphon.image" -}}
{{- include "antiphon.imageOf" (list . .Values.image) -}}
{{- end -}}

{{- define "antiphon.pullSecrets" -}}
{{- with .Values.global.imagePullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}
