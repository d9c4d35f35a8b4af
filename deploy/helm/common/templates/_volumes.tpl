{{/* Secrets of the service, one a line: folder -> Secret. */}}
{{- define "antiphon.secretFolders" -}}
{{- with .Values.nats.existingSecret }}
nats: {{ . }}
{{- end }}
verify: {{ .Values.auth.verifyKeysSecret }}
{{- with .Values.auth.signingKeySecret }}
signing: {{ . }}
{{- end }}
{{- if .Values.suppressionKey }}
{{- with .Values.suppressionKey.existingSecret }}
suppression: {{ . }}
{{- end }}
{{- end }}
{{- if include "antiphon.tls" . }}
tls: {{ include "antiphon.tlsSecret" . }}
{{- end }}
{{- if .Values.credentialsKey }}
{{- with .Values.credentialsKey.existingSecret }}
credentials: {{ . }}
{{- end }}
{{- end }}
{{- if .Values.linkToken }}
{{- with .Values.linkToken.existingSecret }}
link: {{ . }}
{{- end }}
{{- end }}
{{- if .Values.sealingKey }}
{{- with .Values.sealingKey.existingSecret }}
sealing: {{ . }}
{{- end }}
{{- end }}
{{- if .Values.oidc }}
{{- with .Values.oidc.existingSecret }}
oidc: {{ . }}
{{- end }}
{{- end }}
{{- if .Values.mail }}
{{- with .Values.mail.existingSecret }}
mail: {{ . }}
{{- end }}
{{- end }}
{{- if .Values.translator }}
{{- with .Values.translator.existingSecret }}
translator: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "antiphon.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
- name: data
  mountPath: /data
{{- range $folder, $_ := include "antiphon.secretFolders" . | fromYaml }}
- name: {{ $folder }}
  mountPath: /run/antiphon/{{ $folder }}
  readOnly: true
{{- end }}
{{- if .Values.sourceSecrets }}
{{- if .Values.sourceSecrets.existingSecret }}
- name: sources
  mountPath: /run/secrets/sources
  readOnly: true
{{- end }}
{{- end }}
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "antiphon.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
- name: data
  {{- if and (include "antiphon.isStore" .) (not (include "antiphon.onPostgres" .)) }}
  persistentVolumeClaim:
    claimName: {{ default (include "antiphon.fullname" .) .Values.persistence.existingClaim }}
  {{- else }}
  emptyDir:
    sizeLimit: 64Mi
  {{- end }}
{{- range $folder, $secret := include "antiphon.secretFolders" . | fromYaml }}
- name: {{ $folder }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
{{- end }}
{{- if .Values.sourceSecrets }}
{{- with .Values.sourceSecrets.existingSecret }}
- name: sources
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "antiphon.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ include "antiphon.fullname" . }}
  labels: {{- include "antiphon.labels" . | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
spec:
  accessModes: [ReadWriteOnce]
  {{- with .Values.persistence.storageClassName }}
  storageClassName: {{ . }}
  {{- end }}
  resources:
    requests:
      storage: {{ .Values.persistence.size }}
{{- end -}}
