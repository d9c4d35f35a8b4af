{{/* Everything a service consists of; the charts themselves only call this. */}}
{{- define "antiphon.all" -}}
{{- include "antiphon.validate" . -}}
{{- $v := .Values -}}
{{- $shared := $v.global.networkPolicy -}}
{{- $guarded := ternary $v.networkPolicy.enabled $shared (kindIs "invalid" $shared) -}}
{{- $objects := list "configmap" "deployment" "service" -}}
{{- if $v.serviceAccount.create }}{{ $objects = append $objects "serviceAccount" }}{{ end -}}
{{- if and (include "antiphon.isStore" .) (not (include "antiphon.onPostgres" .)) -}}
{{- if not $v.persistence.existingClaim }}{{ $objects = append $objects "claim" }}{{ end -}}
{{- end -}}
{{- if and $v.podDisruptionBudget.enabled (gt (int (include "antiphon.leastPods" .)) 1) }}{{ $objects = append $objects "pdb" }}{{ end -}}
{{- if eq $v.autoscaling.kind "hpa" }}{{ $objects = append $objects "hpa" }}{{ end -}}
{{- if eq $v.autoscaling.kind "keda" }}{{ $objects = append $objects "scaledObject" }}{{ end -}}
{{- if and (include "antiphon.tls" .) (not $v.tls.existingSecret) }}{{ $objects = append $objects "certificate" }}{{ end -}}
{{- if include "antiphon.wanted" (list . (default $v.metrics.serviceMonitor $v.global.serviceMonitor) "monitoring.coreos.com/v1/ServiceMonitor") }}{{ $objects = append $objects "serviceMonitor" }}{{ end -}}
{{- if $guarded }}{{ $objects = append $objects "networkPolicy" }}{{ end -}}
{{- if and $guarded $v.test.enabled }}{{ $objects = append $objects "testPolicy" }}{{ end -}}
{{- if $v.test.enabled }}{{ $objects = append $objects "test" }}{{ end -}}
{{- range $objects }}
---
{{ include (printf "antiphon.%s" .) $ }}
{{- end }}
{{- if and (include "antiphon.onPostgres" .) $v.migrations }}
{{- if $v.migrations.enabled }}
---
{{ include "antiphon.migration" (list . "expand" "pre-install,pre-upgrade") }}
{{- end }}
{{- if $v.migrations.contract }}
---
{{ include "antiphon.migration" (list . "contract" "post-upgrade") }}
{{- end }}
{{- if and $guarded (or $v.migrations.enabled $v.migrations.contract) }}
---
{{ include "antiphon.migrationPolicy" . }}
{{- end }}
{{- end }}
{{- if $v.webhooks }}
{{- if $v.webhooks.enabled }}
---
{{ include "antiphon.webhookService" . }}
{{- end }}
{{- end }}
{{- if $v.ingress }}
{{- if $v.ingress.enabled }}
---
{{- if eq .Chart.Name "console" }}
{{ include "antiphon.ingress" (list . (include "antiphon.fullname" .) "http" "/") }}
{{- else }}
{{ include "antiphon.ingress" (list . (printf "%s-webhooks" (include "antiphon.fullname" .)) "webhooks" "/webhooks") }}
{{- end }}
{{- end }}
{{- end }}
{{- range $v.extraObjects }}
---
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end -}}
