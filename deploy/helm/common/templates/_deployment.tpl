{{- define "antiphon.deployment" -}}
{{- $file := and (include "antiphon.isStore" .) (not (include "antiphon.onPostgres" .)) -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  {{- if eq .Values.autoscaling.kind "none" }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  revisionHistoryLimit: {{ .Values.rollout.revisionHistoryLimit }}
  minReadySeconds: {{ .Values.rollout.minReadySeconds }}
  {{- if $file }}
  strategy:
    type: Recreate
  {{- else }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: {{ .Values.rollout.maxSurge }}
      maxUnavailable: {{ .Values.rollout.maxUnavailable }}
  {{- end }}
  selector:
    matchLabels: {{- include "antiphon.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "antiphon.labels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include "antiphon.settings" . | sha256sum }}
        checksum/secret: {{ list (include "antiphon.secretFolders" .) .Values.secretsRevision | join "/" | sha256sum }}
        {{- with .Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec: {{- include "antiphon.pod" . | nindent 6 }}
{{- end -}}

{{- define "antiphon.pod" -}}
serviceAccountName: {{ include "antiphon.serviceAccountName" . }}
automountServiceAccountToken: false
enableServiceLinks: false
terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
{{- include "antiphon.pullSecrets" . }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
securityContext: {{- include "antiphon.podSecurity" . | nindent 2 }}
containers:
  - name: {{ .Chart.Name }}
    {{- include "antiphon.container" . | nindent 4 }}
  {{- with .Values.extraContainers }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
volumes: {{- include "antiphon.volumes" . | nindent 2 }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- if .Values.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "antiphon.selectorLabels" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
{{- end -}}

{{- define "antiphon.container" -}}
image: {{ include "antiphon.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext: {{- include "antiphon.containerSecurity" . | nindent 2 }}
envFrom:
  - configMapRef:
      name: {{ include "antiphon.fullname" . }}
env: {{- include "antiphon.env" . | nindent 2 }}
ports: {{- include "antiphon.ports" . | nindent 2 }}
{{ include "antiphon.probes" . }}
lifecycle:
  preStop:
    sleep:
      seconds: 5 # until nobody sends new calls here
resources: {{- toYaml .Values.resources | nindent 2 }}
volumeMounts: {{- include "antiphon.volumeMounts" . | nindent 2 }}
{{- end -}}

{{- define "antiphon.ports" -}}
{{- $facts := include "antiphon.facts" . | fromYaml -}}
{{- if eq .Chart.Name "console" -}}
- name: http
  containerPort: {{ .Values.web.port }}
{{- else -}}
- name: grpc
  containerPort: {{ index $facts.ports .Chart.Name }}
- name: health
  containerPort: {{ $facts.healthPort }}
{{- end }}
- name: metrics
  containerPort: {{ .Values.metrics.port }}
{{- if .Values.webhooks }}
{{- if .Values.webhooks.enabled }}
- name: webhooks
  containerPort: {{ .Values.webhooks.port }}
{{- end }}
{{- end }}
{{- end -}}
