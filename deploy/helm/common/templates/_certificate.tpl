{{/* The certificate that both ends of a call show; its names are those the service is called by. */}}
{{- define "antiphon.certificate" -}}
{{- $issuer := ternary .Values.tls.issuer .Values.global.issuer (empty .Values.global.issuer.name) -}}
{{- $name := include "antiphon.fullname" . -}}
apiVersion: cert-manager.io/v1
kind: Certificate
metadata:
  name: {{ $name }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  secretName: {{ include "antiphon.tlsSecret" . }}
  duration: {{ .Values.tls.duration }}
  renewBefore: {{ .Values.tls.renewBefore }}
  privateKey:
    algorithm: ECDSA
    size: 256
    rotationPolicy: Always
  usages: [digital signature, server auth, client auth]
  dnsNames:
    - {{ $name }}
    - {{ $name }}.{{ .Release.Namespace }}
    - {{ $name }}.{{ .Release.Namespace }}.svc
    - {{ $name }}.{{ .Release.Namespace }}.svc.cluster.local
  issuerRef: {{- toYaml $issuer | nindent 4 }}
{{- end -}}
