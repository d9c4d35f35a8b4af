{{- define "antiphon.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .Values.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "antiphon.selectorLabels" . | nindent 6 }}
{{- end -}}

{{/* How many pods there are at least. */}}
{{- define "antiphon.leastPods" -}}
{{- ternary .Values.replicaCount .Values.autoscaling.minReplicas (eq .Values.autoscaling.kind "none") -}}
{{- end -}}
