{{- define "antiphon.behavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
scaleDown:
  stabilizationWindowSeconds: {{ .Values.autoscaling.scaleDownSeconds }}
  policies:
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end -}}

{{- define "antiphon.hpa" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "antiphon.fullname" . }}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .Values.autoscaling.cpuPercent }}
  behavior: {{- include "antiphon.behavior" . | nindent 4 }}
{{- end -}}

{{- define "antiphon.scaledObject" -}}
{{- $consumer := index (include "antiphon.facts" . | fromYaml).consumers .Chart.Name -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ include "antiphon.fullname" . }}
  pollingInterval: {{ .Values.autoscaling.pollingSeconds }}
  cooldownPeriod: {{ .Values.autoscaling.scaleDownSeconds }}
  minReplicaCount: {{ .Values.autoscaling.minReplicas }}
  maxReplicaCount: {{ .Values.autoscaling.maxReplicas }}
  fallback: # where NATS does not tell, as many as are sure to keep up
    failureThreshold: 3
    replicas: {{ .Values.autoscaling.maxReplicas }}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior: {{- include "antiphon.behavior" . | nindent 8 }}
  triggers:
    - type: nats-jetstream
      metadata:
        natsServerMonitoringEndpoint: {{ .Values.autoscaling.natsMonitoring | quote }}
        account: {{ .Values.autoscaling.natsAccount | quote }}
        stream: {{ $consumer.stream }}
        consumer: {{ $consumer.name }}
        lagThreshold: {{ .Values.autoscaling.lagThreshold | quote }}
        activationLagThreshold: "0"
    - type: cpu
      metricType: Utilization
      metadata:
        value: {{ .Values.autoscaling.cpuPercent | quote }}
{{- end -}}
