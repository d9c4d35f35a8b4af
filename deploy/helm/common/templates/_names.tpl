{{/* First part of every name: the release, without the chart's name where the release ends in it. */}}
{{- define "antiphon.instance" -}}
{{- $given := default "" .Values.global.instance -}}
{{- if $given -}}
{{- $given -}}
{{- else if eq .Release.Name .Chart.Name -}}
{{- else -}}
{{- .Release.Name | trimSuffix (printf "-%s" .Chart.Name) -}}
{{- end -}}
{{- end -}}

{{/* Name of the resources of a service of this installation: (list context service) */}}
{{- define "antiphon.nameOf" -}}
{{- $instance := include "antiphon.instance" (index . 0) -}}
{{- list $instance (index . 1) | compact | join "-" | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "antiphon.fullname" -}}
{{- $name := include "antiphon.nameOf" (list . .Chart.Name) -}}
{{- list $name .Values.nameOverride | compact | join "-" | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "antiphon.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "antiphon.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* What the code says about this installation's services, as a dictionary. */}}
{{- define "antiphon.fact" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{- toYaml $facts -}}
{{- end -}}

{{- define "antiphon.isStore" -}}
{{- if has .Chart.Name (include "antiphon.facts" . | fromYaml).stores -}}true{{- end -}}
{{- end -}}

{{- define "antiphon.onPostgres" -}}
{{- if .Values.postgres -}}{{- if .Values.postgres.existingSecret -}}true{{- end -}}{{- end -}}
{{- end -}}

{{- define "antiphon.tls" -}}
{{- $shared := .Values.global.tls -}}
{{- if (ternary .Values.tls.enabled $shared (kindIs "invalid" $shared)) -}}true{{- end -}}
{{- end -}}

{{- define "antiphon.tlsSecret" -}}
{{- default (printf "%s-tls" (include "antiphon.fullname" .)) .Values.tls.existingSecret -}}
{{- end -}}

{{/* Whether objects of a kind are wanted: (list context wish "group/version/Kind") */}}
{{- define "antiphon.wanted" -}}
{{- $ctx := index . 0 -}}{{- $wish := index . 1 -}}
{{- if eq $wish "always" -}}true
{{- else if and (eq $wish "auto") ($ctx.Capabilities.APIVersions.Has (index . 2)) -}}true
{{- end -}}
{{- end -}}
