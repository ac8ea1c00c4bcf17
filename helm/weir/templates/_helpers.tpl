{{- define "weir.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "weir.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "weir.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "weir.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "weir.selectorLabels" -}}
app.kubernetes.io/name: {{ include "weir.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end }}

{{- define "weir.labels" -}}
{{ include "weir.selectorLabels" . }}
{{ include "weir.commonLabels" . }}
{{- end }}

{{- define "weir.redisSelectorLabels" -}}
app.kubernetes.io/name: {{ include "weir.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: redis
{{- end }}

{{- define "weir.commonLabels" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 }}
{{- end }}

{{- define "weir.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "weir.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "weir.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{- /* Where state is kept: memory, trial (the chart's own Redis), url or secret. */ -}}
{{- define "weir.store" -}}
{{- if .Values.redis.enabled -}}trial
{{- else if .Values.store.existingSecret -}}secret
{{- else if .Values.store.url -}}url
{{- else -}}memory
{{- end -}}
{{- end }}

{{- define "weir.adminSecret" -}}
{{- default (printf "%s-admin" (include "weir.fullname" .)) .Values.admin.existingSecret }}
{{- end }}

{{- define "weir.policyConfigMap" -}}
{{- if .Values.policy.existingConfigMap -}}
{{ .Values.policy.existingConfigMap }}
{{- else if .Values.policy.text -}}
{{ include "weir.fullname" . }}-policy
{{- end -}}
{{- end }}

{{- /* Combinations that a schema cannot judge. Each message says what to do. */ -}}
{{- define "weir.validate" -}}
{{- $several := or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) -}}
{{- if and $several (eq (include "weir.store" .) "memory") -}}
{{- fail "more than one replica needs a store that they share, or each would count on its own: set store.url, store.existingSecret or redis.enabled, or replicaCount 1 without autoscaling" -}}
{{- end -}}
{{- if and .Values.redis.enabled (or .Values.store.url .Values.store.existingSecret) -}}
{{- fail "redis.enabled starts a Redis for trials, but store.url or store.existingSecret names another: set only one of them" -}}
{{- end -}}
{{- if and .Values.policy.text .Values.policy.existingConfigMap -}}
{{- fail "policy.text and policy.existingConfigMap are both set: set only one of them" -}}
{{- end -}}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas: %d (expected: at most maxReplicas, which is %d)" (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- end -}}
{{- range $port := list "decision" "admin" -}}
{{- $tls := index $.Values.tls $port -}}
{{- if and $tls.clientCaKey (not $tls.secretName) -}}
{{- fail (printf "tls.%s.clientCaKey is set without tls.%s.secretName: a port asks clients for certificates only where it has one itself" $port $port) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.store.url (regexMatch "^[a-z-]+://[^/]*:[^/@]*@" .Values.store.url) -}}
{{- fail "store.url holds a password, which would stand in a config map: put the whole URL into a secret and name it in store.existingSecret" -}}
{{- end -}}
{{- range $section, $settings := include "weir.ownConfig" . | fromYaml -}}
{{- $given := index $.Values.config $section -}}
{{- if and $given (not (kindIs "map" $settings)) -}}
{{- fail (printf "config.%s is set by the chart itself" $section) -}}
{{- else if $given -}}
{{- range $key, $_ := $settings -}}
{{- if hasKey $given $key -}}
{{- fail (printf "config.%s.%s is set by the chart itself: use the value that it has for it" $section $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}
