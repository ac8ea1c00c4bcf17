{{- /* What the server is told, in its own words: settings, variables, files and probes. */ -}}

{{- /* Whether the admin port is open to the network, or to kubectl port-forward alone. */ -}}
{{- define "weir.adminExposed" -}}
{{- if or .Values.tls.admin.secretName .Values.admin.allowPlaintext -}}true{{- end -}}
{{- end }}

{{- /* The files of TLS on a port, where it has a secret. */ -}}
{{- define "weir.tlsFiles" -}}
{{- $tls := index .Values.tls .port -}}
{{- if $tls.secretName -}}
{{- $folder := printf "/etc/weir/tls-%s" .port -}}
{{- $files := dict "certificate" (printf "%s/tls.crt" $folder) "key" (printf "%s/tls.key" $folder) -}}
{{- if $tls.clientCaKey -}}
{{- $files = set $files "client_ca" (printf "%s/%s" $folder $tls.clientCaKey) -}}
{{- end -}}
{{- toYaml $files -}}
{{- else -}}
{}
{{- end -}}
{{- end }}

{{- /* What the values decide about the server's settings. */ -}}
{{- define "weir.ownConfig" -}}
home: /tmp
grpc:
  address: 0.0.0.0:9090
  tls: {{- include "weir.tlsFiles" (dict "Values" .Values "port" "decision") | nindent 4 }}
admin:
  {{- if include "weir.adminExposed" . }}
  address: 0.0.0.0:9091
  {{- else }}
  address: 127.0.0.1:9091
  {{- end }}
  allow_plaintext: {{ .Values.admin.allowPlaintext }}
  token_file: /etc/weir/admin/token
  tls: {{- include "weir.tlsFiles" (dict "Values" .Values "port" "admin") | nindent 4 }}
http:
  address: 0.0.0.0:9092
{{- if eq (include "weir.store" .) "url" }}
store:
  url: {{ .Values.store.url | quote }}
{{- end }}
{{- if include "weir.policyConfigMap" . }}
policy:
  file: /etc/weir/policy/policy.yaml
{{- end }}
{{- if .Values.pseudonyms.existingSecret }}
identifiers:
  key_file: /etc/weir/pseudonyms/key
{{- end }}
{{- if .Values.cohorts.existingSecret }}
cohorts:
  key_file: /etc/weir/cohorts/key
{{- end }}
{{- if .Values.clearance.existingSecret }}
challenges:
  key_file: /etc/weir/clearance/keys.jwks
{{- end }}
lifecycle:
  drain_delay: {{ .Values.shutdown.drainDelaySeconds }}s
  drain_timeout: {{ .Values.shutdown.drainTimeoutSeconds }}s
{{- end }}

{{- /* What config may set otherwise: out of reach of their store, all replicas together grant each limit about once. */ -}}
{{- define "weir.defaultConfig" -}}
{{- $replicas := ternary .Values.autoscaling.maxReplicas .Values.replicaCount .Values.autoscaling.enabled | int -}}
store:
  fallback:
    share: {{ printf "%.4f" (maxf 0.001 (divf 1 (max 1 $replicas))) }}
{{- end }}

{{- /* The server's configuration file: defaults, config, and what the values decide. */ -}}
{{- define "weir.config" -}}
{{- toYaml (mergeOverwrite (include "weir.defaultConfig" . | fromYaml) (deepCopy .Values.config) (include "weir.ownConfig" . | fromYaml)) -}}
{{- end }}

{{- /* Settings that come from secrets. */ -}}
{{- define "weir.env" -}}
{{- $store := include "weir.store" . -}}
{{- $env := list -}}
{{- if eq $store "secret" -}}
{{- $env = append $env (dict "name" "WEIR_STORE_URL" "valueFrom" (dict "secretKeyRef" (dict "name" .Values.store.existingSecret "key" .Values.store.urlKey))) -}}
{{- else if eq $store "trial" -}}
{{- $env = append $env (dict "name" "WEIR_STORE_URL" "valueFrom" (dict "secretKeyRef" (dict "name" (printf "%s-redis" (include "weir.fullname" .)) "key" "url"))) -}}
{{- end -}}
{{- with .Values.javaOptions -}}
{{- /* Java puts JDK_JAVA_OPTIONS before the options of the image, which would win over them; these it puts behind. */ -}}
{{- $env = append $env (dict "name" "_JAVA_OPTIONS" "value" .) -}}
{{- end -}}
{{- if $env -}}{{- toYaml $env -}}{{- end -}}
{{- end }}

{{- /* Secrets that are files: each at /etc/weir/NAME. */ -}}
{{- define "weir.secretVolumes" -}}
{{- $volumes := list -}}
{{- if .Values.clearance.existingSecret -}}
{{- $volumes = append $volumes (dict "name" "clearance" "secret" (dict "secretName" .Values.clearance.existingSecret "items" (list (dict "key" .Values.clearance.keysKey "path" "keys.jwks")))) -}}
{{- end -}}
{{- if .Values.pseudonyms.existingSecret -}}
{{- $volumes = append $volumes (dict "name" "pseudonyms" "secret" (dict "secretName" .Values.pseudonyms.existingSecret "items" (list (dict "key" .Values.pseudonyms.keyKey "path" "key")))) -}}
{{- end -}}
{{- if .Values.cohorts.existingSecret -}}
{{- $volumes = append $volumes (dict "name" "cohorts" "secret" (dict "secretName" .Values.cohorts.existingSecret "items" (list (dict "key" .Values.cohorts.keyKey "path" "key")))) -}}
{{- end -}}
{{- range $port := list "decision" "admin" -}}
{{- $tls := index $.Values.tls $port -}}
{{- if $tls.secretName -}}
{{- $volumes = append $volumes (dict "name" (printf "tls-%s" $port) "secret" (dict "secretName" $tls.secretName)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $volumes -}}
{{- end }}

{{- /* The kubelet speaks no TLS over gRPC: where the decision port has it, the HTTP port answers instead. */ -}}
{{- define "weir.probe" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.tls.decision.secretName -}}
httpGet: {path: {{ index . 1 }}, port: http}
{{- else -}}
grpc: {port: 9090}
{{- end }}
{{- end }}

{{- /* What the drain takes, and a little for leaving. */ -}}
{{- define "weir.gracePeriodSeconds" -}}
{{- add .Values.shutdown.drainDelaySeconds .Values.shutdown.drainTimeoutSeconds 5 -}}
{{- end }}
