{{- /* What the server is told, in its own words: settings, variables, files and probes. */ -}}

{{- /* The server's configuration file: what follows from the values, and config beside it. */ -}}
{{- define "weir.config" -}}
{{- $own := dict
  "listen" (dict "decision" "0.0.0.0:9090" "admin" "0.0.0.0:9091" "http" "0.0.0.0:9092")
  "drain" (printf "%ds" (int .Values.shutdown.drainSeconds)) -}}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $own) -}}
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
{{- $env = append $env (dict "name" "JDK_JAVA_OPTIONS" "value" .) -}}
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
httpGet: {path: {{ index . 2 }}, port: http}
{{- else -}}
grpc: {port: 9090, service: {{ index . 1 }}}
{{- end }}
{{- end }}

{{- /* What preStop and the drain take, and a little for leaving. */ -}}
{{- define "weir.gracePeriodSeconds" -}}
{{- add .Values.shutdown.preStopSeconds .Values.shutdown.drainSeconds 5 -}}
{{- end }}
