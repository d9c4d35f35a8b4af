{{/* An Ingress: (list context service-name port-name path) */}}
{{- define "antiphon.ingress" -}}
{{- $ctx := index . 0 -}}{{- $ingress := $ctx.Values.ingress -}}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ index . 1 }}
  labels: {{- include "antiphon.labels" $ctx | nindent 4 }}
  {{- with $ingress.annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with $ingress.className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with $ingress.tlsSecret }}
  tls:
    - hosts: [{{ $ingress.host | quote }}]
      secretName: {{ . }}
  {{- end }}
  rules:
    - host: {{ $ingress.host | quote }}
      http:
        paths:
          - path: {{ index . 3 }}
            pathType: Prefix
            backend:
              service:
                name: {{ index . 1 }}
                port:
                  name: {{ index . 2 }}
{{- end -}}
