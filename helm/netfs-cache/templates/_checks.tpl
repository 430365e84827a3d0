{{/* What the schema cannot say: rules between values. All that are broken are told at once. */}}
{{- define "netfs-cache.check" -}}
{{- $problems := list -}}
{{- $replicas := int .Values.replicas -}}
{{- if not (regexMatch "^[a-z]" (include "netfs-cache.fullname" .)) -}}
{{- $problems = append $problems (printf "fullnameOverride: the objects would be named \"%s\", and the name of a service begins with a letter; set one that does" (include "netfs-cache.fullname" .)) -}}
{{- end -}}
{{- $voters := include "netfs-cache.voters" . | int -}}
{{- if gt $voters $replicas -}}
{{- $problems = append $problems (printf "voters: %d is more than replicas, %d; voters are some of the nodes" $voters $replicas) -}}
{{- end -}}
{{- $spare := max 1 (div (sub $voters 1) 2) | int -}}
{{- if gt (int .Values.podDisruptionBudget.maxUnavailable) $spare -}}
{{- $problems = append $problems (printf "podDisruptionBudget.maxUnavailable: %d nodes away may be more voters than %d voters can miss; at most %d" (int .Values.podDisruptionBudget.maxUnavailable) $voters $spare) -}}
{{- end -}}
{{- $problems = concat $problems (include "netfs-cache.checkVolume" (list "data" .Values.data) | fromJsonArray) -}}
{{- if and .Values.data.emptyDir (gt $replicas 1) -}}
{{- $problems = append $problems (printf "data.emptyDir: is for a single node, and replicas is %d; a node whose pod is made anew would have lost its id and its vote" $replicas) -}}
{{- end -}}
{{- $names := list -}}
{{- $ephemeral := int64 67108864 -}}
{{- with .Values.data.emptyDir -}}{{- $ephemeral = add $ephemeral (include "netfs-cache.bytes" .sizeLimit | int64) -}}{{- end -}}
{{- /* The node's M is 1048576 bytes. */ -}}
{{- $leastCache := mul 16 (include "netfs-cache.bytes" (printf "%si" .Values.node.chunkSize) | int64) | int64 -}}
{{- with dict "persistentVolume.size" (dig "size" "" (default dict .Values.data.persistentVolume)) "emptyDir.sizeLimit" (dig "sizeLimit" "" (default dict .Values.data.emptyDir)) -}}
{{- range $name, $given := . -}}
{{- if $given -}}
{{- if lt (include "netfs-cache.bytes" $given | int64) (int64 67108864) -}}
{{- $problems = append $problems (printf "data.%s: %s is less than 64Mi, which a node's journal may need" $name $given) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $i, $cache := .Values.caches -}}
{{- $key := printf "caches[%d]" $i -}}
{{- if has $cache.name $names -}}
{{- $problems = append $problems (printf "%s.name: there are two caches \"%s\"" $key $cache.name) -}}
{{- end -}}
{{- $names = append $names $cache.name -}}
{{- $problems = concat $problems (include "netfs-cache.checkVolume" (list $key $cache) | fromJsonArray) -}}
{{- with $cache.emptyDir -}}{{- $ephemeral = add $ephemeral (include "netfs-cache.bytes" .sizeLimit | int64) -}}{{- end -}}
{{- $size := "" -}}
{{- if $cache.persistentVolume -}}{{- $size = $cache.persistentVolume.size -}}{{- else if $cache.emptyDir -}}{{- $size = $cache.emptyDir.sizeLimit -}}{{- end -}}
{{- range $name, $given := dict "maxSize" $cache.maxSize "persistentVolume.size" (ternary $size "" (not (empty $cache.persistentVolume))) "emptyDir.sizeLimit" (ternary $size "" (and (not (empty $cache.emptyDir)) (empty $cache.persistentVolume))) -}}
{{- if $given -}}
{{- if lt (include "netfs-cache.bytes" $given | int64) $leastCache -}}
{{- $problems = append $problems (printf "%s.%s: %s is less than 16 chunks of node.chunkSize, %s, which a cache needs" $key $name $given $.Values.node.chunkSize) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $cache.maxSize -}}
{{- if $size -}}
{{- if ge (include "netfs-cache.bytes" $cache.maxSize | int64) (include "netfs-cache.bytes" $size | int64) -}}
{{- $problems = append $problems (printf "%s.maxSize: %s is not less than the size of its volume, %s" $key $cache.maxSize $size) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with index .Values.resources.limits "ephemeral-storage" -}}
{{- if gt $ephemeral (include "netfs-cache.bytes" . | int64) -}}
{{- $problems = append $problems (printf "resources.limits.ephemeral-storage: %s is less than the volumes of kind emptyDir may hold, %d MiB with /tmp" . (div $ephemeral 1048576)) -}}
{{- end -}}
{{- end -}}
{{- $memory := .Values.resources.limits.memory -}}
{{- $bytes := include "netfs-cache.bytes" $memory | int64 -}}
{{- if lt $bytes 536870912 -}}
{{- $problems = append $problems (printf "resources.limits.memory: %s is less than 512Mi, which a node needs" $memory) -}}
{{- end -}}
{{- with .Values.resources.requests -}}
{{- if .memory -}}
{{- if gt (include "netfs-cache.bytes" .memory | int64) $bytes -}}
{{- $problems = append $problems (printf "resources.requests.memory: %s is more than resources.limits.memory, %s" .memory $memory) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.resources.requests -}}
{{- if and .cpu $.Values.resources.limits.cpu -}}
{{- if gt (include "netfs-cache.millis" .cpu | int64) (include "netfs-cache.millis" $.Values.resources.limits.cpu | int64) -}}
{{- $problems = append $problems (printf "resources.requests.cpu: %v is more than resources.limits.cpu, %v" .cpu $.Values.resources.limits.cpu) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name, $least := dict "startup" 60 "liveness" 30 -}}
{{- $probe := get $.Values.probes $name -}}
{{- $seconds := mul $probe.periodSeconds $probe.failureThreshold -}}
{{- if lt $seconds (int64 $least) -}}
{{- $problems = append $problems (printf "probes.%s: a node would be killed after %d s, periodSeconds x failureThreshold; give it %d at least" $name $seconds $least) -}}
{{- end -}}
{{- end -}}
{{- if regexMatch "M(ax|in)RAMPercentage" (default "" .Values.javaOptions) -}}
{{- $problems = append $problems "javaOptions: the image sets MaxRAMPercentage behind these options, and the last one counts; -Xmx takes its place" -}}
{{- end -}}
{{- $records := mul (int64 .Values.node.maxRecords) 240 (min $replicas 3) -}}
{{- if gt (mul $records 4) $bytes -}}
{{- $problems = append $problems (printf "node.maxRecords: %d records take %d MiB, with copies of those of other nodes, more than a quarter of resources.limits.memory, %s" (int64 .Values.node.maxRecords) (div $records 1048576) $memory) -}}
{{- end -}}
{{- range $i, $variable := .Values.extraEnv -}}
{{- if or (hasPrefix "NETFS_CACHE_" $variable.name) (has $variable.name (list "POD_IP" "JDK_JAVA_OPTIONS")) -}}
{{- $problems = append $problems (printf "extraEnv[%d].name: %s is set by the chart, if it is a setting of a node; there is a value for it" $i $variable.name) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.affinity (ne .Values.podAntiAffinity "soft") -}}
{{- $problems = append $problems (printf "podAntiAffinity: \"%s\" is given beside affinity, which takes its place; leave out one of them" .Values.podAntiAffinity) -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThe values are refused:\n  %s\n" (join "\n  " $problems)) -}}
{{- end -}}
{{- end -}}

{{/* Argument: a list of the key and what has persistentVolume or emptyDir. Result: the problems, as JSON. */}}
{{- define "netfs-cache.checkVolume" -}}
{{- $key := index . 0 -}}
{{- $value := index . 1 -}}
{{- if and $value.persistentVolume $value.emptyDir -}}
{{- list (printf "%s: both persistentVolume and emptyDir are given; set one of them to null" $key) | toJson -}}
{{- else if not (or $value.persistentVolume $value.emptyDir) -}}
{{- list (printf "%s: neither persistentVolume nor emptyDir is given; one of them is needed" $key) | toJson -}}
{{- else -}}
[]
{{- end -}}
{{- end -}}
