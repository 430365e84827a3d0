{{- define "netfs-cache.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* At most 45 characters, so that the names of pods and claims made of it are DNS labels. */}}
{{- define "netfs-cache.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The headless service: its name has the addresses of all nodes, ready or not. */}}
{{- define "netfs-cache.nodes" -}}
{{- printf "%s-nodes" (include "netfs-cache.fullname" .) -}}
{{- end -}}

{{- define "netfs-cache.selector" -}}
app.kubernetes.io/name: {{ include "netfs-cache.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: node
{{- end -}}

{{/* Argument: a list of the root and the component. */}}
{{- define "netfs-cache.labels" -}}
{{- $root := index . 0 -}}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/name: {{ include "netfs-cache.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "netfs-cache.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* As VoterSet.defaultVoters: the number of replicas rounded down to odd, at most 3. */}}
{{- define "netfs-cache.voters" -}}
{{- if .Values.voters -}}
{{- int .Values.voters -}}
{{- else if ge (int .Values.replicas) 3 -}}
3
{{- else -}}
1
{{- end -}}
{{- end -}}

{{/* Bytes of a quantity such as 20Gi; its form is the schema's matter. */}}
{{- define "netfs-cache.bytes" -}}
{{- $units := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- mul (regexFind "^[0-9]+" (toString .) | int64) (get $units (regexFind "[A-Za-z]*$" (toString .)) | int64) -}}
{{- end -}}

{{/* Most bytes that a cache takes; nothing when its volume is the limit. The kubelet evicts a pod whose emptyDir is full. */}}
{{- define "netfs-cache.maxBytes" -}}
{{- if .maxSize -}}
{{- include "netfs-cache.bytes" .maxSize -}}
{{- else if .emptyDir -}}
{{- div (mul (include "netfs-cache.bytes" .emptyDir.sizeLimit | int64) 9) 10 -}}
{{- end -}}
{{- end -}}

{{- define "netfs-cache.anyAddress" -}}
{{- if eq .Values.ipFamily "IPv6" }}[::]{{ else }}0.0.0.0{{ end -}}
{{- end -}}

{{/* What takes a restart when it changes. */}}
{{- define "netfs-cache.nodeConfig" -}}
data: /var/lib/netfs-cache
listen: {{ printf "%s:7440" (include "netfs-cache.anyAddress" .) | quote }}
admin: {{ printf "%s:7441" (include "netfs-cache.anyAddress" .) | quote }}
member: {{ printf "%s:7442" (include "netfs-cache.anyAddress" .) | quote }}
join-dns: {{ printf "%s.%s.svc.%s" (include "netfs-cache.nodes" .) .Release.Namespace .Values.clusterDomain | quote }}
cluster-name: {{ default (include "netfs-cache.fullname" .) .Values.clusterName | quote }}
cluster-size: {{ int .Values.replicas }}
voters: {{ include "netfs-cache.voters" . }}
chunk-size: {{ .Values.node.chunkSize | quote }}
open-chunks: {{ int .Values.node.openChunks }}
max-records: {{ int .Values.node.maxRecords }}
caches:
{{- range .Values.caches }}
  - name: {{ .name | quote }}
    directory: {{ printf "/var/cache/netfs-cache/%s" .name | quote }}
    {{- with include "netfs-cache.maxBytes" . }}
    size: {{ . | quote }}
    {{- end }}
    {{- if hasKey . "bstopPercent" }}
    bstop: {{ int .bstopPercent }}
    {{- end }}
{{- end }}
{{- end -}}

{{/* Argument: a dictionary with the root, the name and the persistentVolume. */}}
{{- define "netfs-cache.claim" -}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: {{ .name }}
    labels:
      {{- include "netfs-cache.selector" .root | nindent 6 }}
    {{- with .volume.annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    accessModes:
      {{- toYaml (default (list "ReadWriteOnce") .volume.accessModes) | nindent 6 }}
    {{- if not (kindIs "invalid" .volume.storageClassName) }}
    storageClassName: {{ .volume.storageClassName | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .volume.size | quote }}
{{- end -}}

{{/* Argument: a list of the path and the numbers. */}}
{{- define "netfs-cache.probe" -}}
{{- $numbers := index . 1 -}}
httpGet:
  path: {{ index . 0 }}
  port: admin
periodSeconds: {{ int $numbers.periodSeconds }}
timeoutSeconds: {{ int $numbers.timeoutSeconds }}
failureThreshold: {{ int $numbers.failureThreshold }}
{{- end -}}

{{- define "netfs-cache.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "netfs-cache.podSecurity" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- range $key, $value := .Values.podSecurityContext }}
{{- if not (kindIs "invalid" $value) }}
{{ $key }}: {{ if kindIs "string" $value }}{{ $value }}{{ else }}{{ int64 $value }}{{ end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "netfs-cache.affinity" -}}
{{- if .Values.affinity -}}
{{- toYaml .Values.affinity -}}
{{- else if eq .Values.podAntiAffinity "hard" -}}
podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - topologyKey: kubernetes.io/hostname
      labelSelector:
        matchLabels:
          {{- include "netfs-cache.selector" . | nindent 10 }}
{{- else if eq .Values.podAntiAffinity "soft" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "netfs-cache.selector" . | nindent 12 }}
{{- end -}}
{{- end -}}
