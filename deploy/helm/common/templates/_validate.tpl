{{/* What cannot work is refused with a sentence, before anything is installed. */}}
{{- define "antiphon.validate" -}}
{{- $v := .Values -}}
{{- $name := .Chart.Name -}}
{{- if and (include "antiphon.isStore" .) (not (include "antiphon.onPostgres" .)) -}}
  {{- if ne $v.autoscaling.kind "none" -}}
    {{- fail (printf "%s: a SQLite file serves one replica; set autoscaling.kind to none, or postgres.existingSecret to the Secret of a database." $name) -}}
  {{- end -}}
  {{- if ne (int $v.replicaCount) 1 -}}
    {{- fail (printf "%s: a SQLite file serves one replica; set replicaCount to 1, or postgres.existingSecret to the Secret of a database." $name) -}}
  {{- end -}}
{{- end -}}
{{- if not (include "antiphon.natsUrl" .) -}}
  {{- fail (printf "%s: nats.url is empty; name the log's address, for example nats://nats:4222." $name) -}}
{{- end -}}
{{- if not $v.auth.verifyKeysSecret -}}
  {{- fail (printf "%s: auth.verifyKeysSecret is empty; name the Secret with the public keys whose tokens are believed." $name) -}}
{{- end -}}
{{- if and (hasKey $v.auth "signingKeySecret") (not $v.auth.signingKeySecret) -}}
  {{- fail (printf "%s: auth.signingKeySecret is empty; this service calls others and needs a key to sign with." $name) -}}
{{- end -}}
{{- if and $v.nats.user (not $v.nats.existingSecret) -}}
  {{- fail (printf "%s: nats.user is set without a password; name its Secret in nats.existingSecret." $name) -}}
{{- end -}}
{{- $needed := add (int $v.drainSeconds) 15 -}}
{{- if lt (int $v.terminationGracePeriodSeconds) (int $needed) -}}
  {{- fail (printf "%s: terminationGracePeriodSeconds is %d, and draining may take %d; set it to at least that, or drainSeconds lower." $name (int $v.terminationGracePeriodSeconds) (int $needed)) -}}
{{- end -}}
{{- if and (ne $v.autoscaling.kind "none") (gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas)) -}}
  {{- fail (printf "%s: autoscaling.minReplicas is above autoscaling.maxReplicas; turn them round." $name) -}}
{{- end -}}
{{- if and (eq (toString $v.rollout.maxSurge) "0") (eq (toString $v.rollout.maxUnavailable) "0") -}}
  {{- fail (printf "%s: rollout.maxSurge and rollout.maxUnavailable are both 0, so no pod could ever be replaced; set one of them." $name) -}}
{{- end -}}
{{- if and $v.podDisruptionBudget.enabled (eq (toString $v.podDisruptionBudget.maxUnavailable) "0") -}}
  {{- fail (printf "%s: podDisruptionBudget.maxUnavailable is 0, so no node could ever be drained; set it to 1." $name) -}}
{{- end -}}
{{- if $v.ingress -}}
  {{- if and $v.ingress.enabled (not $v.ingress.host) -}}
    {{- fail (printf "%s: ingress.enabled needs ingress.host." $name) -}}
  {{- end -}}
  {{- if and $v.webhooks $v.ingress.enabled -}}
    {{- if not $v.webhooks.enabled -}}
      {{- fail (printf "%s: ingress.enabled serves the webhook port; set webhooks.enabled." $name) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- if $v.oidc -}}
  {{- if and $v.oidc.issuer (not $v.oidc.clientId) -}}
    {{- fail (printf "%s: oidc.issuer needs oidc.clientId, the name that the issuer knows the desk by." $name) -}}
  {{- end -}}
{{- end -}}
{{- if $v.mail -}}
  {{- if and $v.mail.host (not $v.mail.from) -}}
    {{- fail (printf "%s: mail.host needs mail.from, the address that letters come from." $name) -}}
  {{- end -}}
  {{- if and $v.mail.user (not $v.mail.existingSecret) -}}
    {{- fail (printf "%s: mail.user is set without a password; name its Secret in mail.existingSecret." $name) -}}
  {{- end -}}
{{- end -}}
{{- if $v.migrations -}}
  {{- if and $v.migrations.contract (not (include "antiphon.onPostgres" .)) -}}
    {{- fail (printf "%s: migrations.contract is for Postgres; a SQLite file is brought up as a whole at the start." $name) -}}
  {{- end -}}
{{- end -}}
{{- end -}}
