{{/* What the chart itself tells the service. A name that stands here is refused in `settings`. */}}
{{- define "antiphon.env" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
- name: ANTIPHON_DATA_FOLDER
  value: /data
- name: ANTIPHON_OBS_METRICS_HOST
  value: 0.0.0.0
- name: ANTIPHON_OBS_METRICS_PORT
  value: {{ .Values.metrics.port | quote }}
{{ include "antiphon.busEnv" . }}
{{- if include "antiphon.isStore" . }}
{{ include "antiphon.storeEnv" . }}
{{- end }}
{{ include "antiphon.authEnv" . }}
{{ include "antiphon.rpcEnv" . }}
{{- if .Values.suppressionKey }}
{{- with .Values.suppressionKey.existingSecret }}
- name: ANTIPHON_DATA_SUPPRESSION_KEY_FILE
  value: /run/antiphon/suppression/{{ $.Values.suppressionKey.secretKey }}
{{- end }}
{{- end }}
{{ include (printf "antiphon.%sEnv" (ternary .Chart.Name "other" (has .Chart.Name (list "listener" "insights" "console")))) . }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "antiphon.otherEnv" -}}{{- end -}}

{{- define "antiphon.busEnv" -}}
- name: ANTIPHON_BUS_URL
  value: {{ include "antiphon.natsUrl" . }}
{{- with .Values.nats.user }}
- name: ANTIPHON_BUS_USER
  value: {{ . }}
{{- end }}
{{- if .Values.nats.existingSecret }}
- name: ANTIPHON_BUS_TOKEN_FILE
  value: /run/antiphon/nats/{{ .Values.nats.secretKey }}
{{- end }}
{{- end -}}

{{- define "antiphon.natsUrl" -}}
{{- default .Values.nats.url .Values.global.natsUrl -}}
{{- end -}}

{{- define "antiphon.storeEnv" -}}
{{- if include "antiphon.onPostgres" . -}}
- name: ANTIPHON_STORE_URL
  valueFrom:
    secretKeyRef:
      name: {{ .Values.postgres.existingSecret }}
      key: {{ .Values.postgres.secretKey }}
{{- end }}
{{- end -}}

{{- define "antiphon.authEnv" -}}
{{- $files := list -}}
{{- range .Values.auth.verifyKeys }}{{ $files = append $files (printf "/run/antiphon/verify/%s" .) }}{{ end -}}
- name: ANTIPHON_AUTH_VERIFY_KEY_FILES
  value: {{ join "," $files }}
{{- if .Values.auth.signingKeySecret }}
- name: ANTIPHON_AUTH_SIGNING_KEY_FILE
  value: /run/antiphon/signing/{{ .Values.auth.signingKey }}
{{- end }}
{{- end -}}

{{- define "antiphon.rpcEnv" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
- name: ANTIPHON_RPC_DRAIN_SECONDS
  value: {{ .Values.drainSeconds | quote }}
{{- with index $facts.ports .Chart.Name }}
- name: ANTIPHON_RPC_LISTEN
  value: 0.0.0.0:{{ . }}
- name: ANTIPHON_RPC_HEALTH_LISTEN
  value: 0.0.0.0:{{ $facts.healthPort }}
{{- end }}
{{- range $callee := index $facts.callees .Chart.Name }}
- name: ANTIPHON_RPC_{{ upper $callee }}_ADDRESS
  value: {{ include "antiphon.nameOf" (list $ $callee) }}:{{ index $facts.ports $callee }}
{{- end }}
{{- if include "antiphon.tls" . }}
- name: ANTIPHON_RPC_TLS_CERTIFICATE_FILE
  value: /run/antiphon/tls/tls.crt
- name: ANTIPHON_RPC_TLS_KEY_FILE
  value: /run/antiphon/tls/tls.key
- name: ANTIPHON_RPC_TLS_AUTHORITY_FILE
  value: /run/antiphon/tls/ca.crt
{{- end }}
{{- end -}}

{{- define "antiphon.listenerEnv" -}}
- name: ANTIPHON_LISTENER_SECRETS_FOLDER
  value: /run/secrets/sources
{{- with .Values.credentialsKey.existingSecret }}
- name: ANTIPHON_LISTENER_CREDENTIALS_KEY_FILES
  value: /run/antiphon/credentials/{{ $.Values.credentialsKey.secretKey }}
{{- end }}
{{- if .Values.webhooks.enabled }}
- name: ANTIPHON_LISTENER_HTTP_HOST
  value: 0.0.0.0
- name: ANTIPHON_LISTENER_HTTP_PORT
  value: {{ .Values.webhooks.port | quote }}
- name: ANTIPHON_LISTENER_HTTP_PUBLIC_URL
  value: {{ include "antiphon.webhookUrl" . | quote }}
{{- end }}
{{- end -}}

{{- define "antiphon.webhookUrl" -}}
{{- if .Values.webhooks.publicUrl -}}
{{- .Values.webhooks.publicUrl -}}
{{- else if .Values.ingress.enabled -}}
{{- printf "%s://%s" (ternary "https" "http" (ne .Values.ingress.tlsSecret "")) .Values.ingress.host -}}
{{- end -}}
{{- end -}}

{{- define "antiphon.insightsEnv" -}}
{{- with .Values.mail -}}
{{- if .host -}}
- name: ANTIPHON_INSIGHTS_SMTP_HOST
  value: {{ .host | quote }}
- name: ANTIPHON_INSIGHTS_SMTP_PORT
  value: {{ .port | quote }}
- name: ANTIPHON_INSIGHTS_SMTP_SECURITY
  value: {{ .security }}
- name: ANTIPHON_INSIGHTS_MAIL_FROM
  value: {{ .from | quote }}
{{- if .user }}
- name: ANTIPHON_INSIGHTS_SMTP_USER
  value: {{ .user | quote }}
- name: ANTIPHON_INSIGHTS_SMTP_PASSWORD_FILE
  value: /run/antiphon/mail/{{ .secretKey }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "antiphon.consoleEnv" -}}
{{- $hosts := .Values.web.publicHosts -}}
{{- if .Values.ingress.enabled }}{{ $hosts = append $hosts .Values.ingress.host }}{{ end -}}
- name: ANTIPHON_CONSOLE_HOST
  value: 0.0.0.0
- name: ANTIPHON_CONSOLE_PORT
  value: {{ .Values.web.port | quote }}
- name: ANTIPHON_CONSOLE_PUBLIC_HOSTS
  value: {{ $hosts | uniq | join "," | quote }}
- name: ANTIPHON_CONSOLE_PUSH_HOSTS
  value: {{ join "," .Values.push.hosts | quote }}
{{- with .Values.push.contact }}
- name: ANTIPHON_CONSOLE_PUSH_CONTACT
  value: {{ . | quote }}
{{- end }}
{{- with .Values.translator.url }}
- name: ANTIPHON_CONSOLE_TRANSLATOR_URL
  value: {{ . | quote }}
{{- if $.Values.translator.existingSecret }}
- name: ANTIPHON_CONSOLE_TRANSLATOR_KEY_FILE
  value: /run/antiphon/translator/{{ $.Values.translator.secretKey }}
{{- end }}
{{- end }}
{{- with .Values.linkToken.existingSecret }}
- name: ANTIPHON_CONSOLE_LINK_TOKEN_FILE
  value: /run/antiphon/link/{{ $.Values.linkToken.secretKey }}
{{- end }}
{{- if .Values.sealingKey.existingSecret }}
- name: ANTIPHON_CONSOLE_SEALING_KEY_FILE
  value: /run/antiphon/sealing/{{ .Values.sealingKey.secretKey }}
{{- end }}
{{- with .Values.oidc.issuer }}
- name: ANTIPHON_CONSOLE_OIDC_ISSUER
  value: {{ . | quote }}
- name: ANTIPHON_CONSOLE_OIDC_CLIENT_ID
  value: {{ $.Values.oidc.clientId | quote }}
{{- if $.Values.oidc.existingSecret }}
- name: ANTIPHON_CONSOLE_OIDC_CLIENT_SECRET_FILE
  value: /run/antiphon/oidc/{{ $.Values.oidc.secretKey }}
{{- end }}
{{- end }}
{{- end -}}
