{{/* Brings the tables to this version: (list context phase hook weight) */}}
{{- define "antiphon.migration" -}}
{{- $ctx := index . 0 -}}{{- $phase := index . 1 -}}
{{- $values := $ctx.Values.migrations -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "antiphon.fullname" $ctx }}-{{ $phase }}
  labels: {{- include "antiphon.labelsOf" (list $ctx "migrate") | nindent 4 }}
  annotations:
    helm.sh/hook: {{ index . 2 }}
    helm.sh/hook-weight: "-5"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  backoffLimit: {{ $values.backoffLimit }}
  activeDeadlineSeconds: {{ $values.activeDeadlineSeconds }}
  template:
    metadata:
      labels: {{- include "antiphon.labelsOf" (list $ctx "migrate") | nindent 8 }}
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      enableServiceLinks: false
      {{- include "antiphon.pullSecrets" $ctx | nindent 6 }}
      securityContext: {{- include "antiphon.podSecurity" $ctx | nindent 8 }}
      containers:
        - name: migrate
          image: {{ include "antiphon.image" $ctx }}
          imagePullPolicy: {{ $ctx.Values.image.pullPolicy }}
          command: [python, -m, services.common.store.upgrading, {{ $ctx.Chart.Name }}, --phase, {{ $phase }}]
          securityContext: {{- include "antiphon.containerSecurity" $ctx | nindent 12 }}
          env:
            - name: ANTIPHON_OBS_LOG_FORMAT
              value: json
            - name: ANTIPHON_STORE_URL
              valueFrom:
                secretKeyRef:
                  {{- if $values.existingSecret }}
                  name: {{ $values.existingSecret }}
                  key: {{ $values.secretKey }}
                  {{- else }}
                  name: {{ $ctx.Values.postgres.existingSecret }}
                  key: {{ $ctx.Values.postgres.secretKey }}
                  {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
{{- end -}}
