{{/* `helm test`: the service answers under its name in the cluster, and is ready. */}}
{{- define "antiphon.test" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{- $name := include "antiphon.fullname" . -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ $name }}-test
  labels: {{- include "antiphon.labelsOf" (list . "test") | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- include "antiphon.pullSecrets" . | nindent 2 }}
  securityContext: {{- include "antiphon.podSecurity" . | nindent 4 }}
  containers:
    - name: ask
      image: {{ include "antiphon.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      {{- if eq .Chart.Name "console" }}
      command: [python, -m, services.common.rpc.asking, http://{{ $name }}:{{ .Values.web.port }}/healthz]
      {{- else }}
      command: [python, -m, services.common.rpc.asking, {{ $name }}:{{ $facts.healthPort }}]
      {{- end }}
      securityContext: {{- include "antiphon.containerSecurity" . | nindent 8 }}
      resources:
        requests:
          cpu: 10m
          memory: 64Mi
        limits:
          memory: 128Mi
{{- end -}}
