{{/* Both directions of a service, from the call graph; what stands in no rule is denied. */}}
{{- define "antiphon.networkPolicy" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{- $policy := .Values.networkPolicy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "antiphon.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- include "antiphon.ingressRules" . | trim | nindent 4 }}
    {{- with $policy.extraIngress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  egress:
    {{- include "antiphon.egressRules" . | trim | nindent 4 }}
    {{- with $policy.extraEgress }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "antiphon.ingressRules" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{- with index $facts.callers .Chart.Name }}
- from:
    {{- range . }}
    - podSelector:
        matchLabels: {{- include "antiphon.selectorOf" (list $ .) | nindent 10 }}
    {{- end }}
  ports:
    - port: {{ ternary "http" "grpc" (eq $.Chart.Name "console") }}
{{- end }}
{{- if ne .Chart.Name "console" }}
- from: # helm test
    - podSelector:
        matchLabels:
          {{- include "antiphon.selectorOf" (list . .Chart.Name) | nindent 10 }}
          app.kubernetes.io/component: test
  ports:
    - port: health
{{- else }}
- from: # helm test
    - podSelector:
        matchLabels:
          {{- include "antiphon.selectorOf" (list . .Chart.Name) | nindent 10 }}
          app.kubernetes.io/component: test
  ports:
    - port: http
{{- end }}
- ports:
    - port: metrics
  {{- with .Values.networkPolicy.monitoring }}
  from: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- if .Values.ingress }}
{{- if .Values.ingress.enabled }}
- ports:
    - port: {{ ternary "http" "webhooks" (eq .Chart.Name "console") }}
  {{- with .Values.ingress.controller }}
  from: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "antiphon.dnsRule" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end -}}

{{- define "antiphon.postgresRule" -}}
- ports:
    - port: {{ .Values.networkPolicy.postgresPort }}
  {{- with .Values.networkPolicy.postgres }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- define "antiphon.egressRules" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{ include "antiphon.dnsRule" . }}
- ports:
    - port: {{ .Values.networkPolicy.natsPort }}
  {{- with .Values.networkPolicy.nats }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- if include "antiphon.onPostgres" . }}
{{ include "antiphon.postgresRule" . }}
{{- end }}
{{- range $callee := index $facts.callees .Chart.Name }}
- to:
    - podSelector:
        matchLabels: {{- include "antiphon.selectorOf" (list $ $callee) | nindent 10 }}
  ports:
    - port: {{ index $facts.ports $callee }}
{{- end }}
{{- with .Values.oidc }}
{{- if .issuer }}
{{ include "antiphon.peerRule" (list "the issuer of company accounts" .peers .port) }}
{{- end }}
{{- end }}
{{- if .Values.internet }}
{{ include "antiphon.internetRule" (list "the networks" .Values.internet.except .Values.internet.ports) }}
{{- end }}
{{- with .Values.channels }}
{{- if .enabled }}
{{ include "antiphon.internetRule" (list "chats and systems that alerts are posted to" .except .ports) }}
{{- end }}
{{- end }}
{{- with .Values.push }}
{{- if .hosts }}
{{ include "antiphon.internetRule" (list "push services of browsers" .except (list 443)) }}
{{- end }}
{{- end }}
{{- with .Values.mail }}
{{- if .host }}
{{ include "antiphon.peerRule" (list "the mail server" .peers .port) }}
{{- end }}
{{- end }}
{{- with .Values.translator }}
{{- if .url }}
{{ include "antiphon.peerRule" (list "the translator" .peers .port) }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The way out: (list what exceptions ports) */}}
{{- define "antiphon.internetRule" -}}
- to: # {{ index . 0 }}
    - ipBlock:
        cidr: 0.0.0.0/0
        except: {{- toYaml (index . 1) | nindent 10 }}
  ports:
    {{- range index . 2 }}
    - port: {{ . }}
    {{- end }}
{{- end -}}

{{/* The way to one neighbour: (list what peers port); no peers are all. */}}
{{- define "antiphon.peerRule" -}}
- ports: # {{ index . 0 }}
    - port: {{ index . 2 }}
  {{- with index . 1 }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* The migration reaches the database and nothing else; nobody reaches it. */}}
{{- define "antiphon.migrationPolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "antiphon.fullname" . }}-migrate
  labels: {{- include "antiphon.labelsOf" (list . "migrate") | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "antiphon.selectorOf" (list . .Chart.Name) | nindent 6 }}
      app.kubernetes.io/component: migrate
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "antiphon.dnsRule" . | nindent 4 }}
    {{- include "antiphon.postgresRule" . | nindent 4 }}
{{- end -}}

{{/* `helm test` reaches its own service. */}}
{{- define "antiphon.testPolicy" -}}
{{- $console := eq .Chart.Name "console" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "antiphon.fullname" . }}-test
  labels: {{- include "antiphon.labelsOf" (list . "test") | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "antiphon.selectorOf" (list . .Chart.Name) | nindent 6 }}
      app.kubernetes.io/component: test
  policyTypes: [Ingress, Egress]
  egress:
    {{- include "antiphon.dnsRule" . | nindent 4 }}
    - to:
        - podSelector:
            matchLabels: {{- include "antiphon.selectorLabels" . | nindent 14 }}
      ports:
        - port: {{ ternary "http" "health" $console }}
{{- end -}}
