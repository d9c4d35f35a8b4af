{{/* Written by scripts/charts.py from services/common/rpc/permissions.py and the consumers. */}}
{{- define "antiphon.facts" -}}
callees:
  console:
  - insights
  - listener
  - router
  - scorer
  insights:
  - listener
  listener:
  - insights
  router:
  - listener
  scorer: []
callers:
  console:
  - cli
  insights:
  - cli
  - console
  - listener
  listener:
  - cli
  - console
  - insights
  - router
  router:
  - cli
  - console
  scorer:
  - cli
  - console
consumers:
  insights:
    name: insights
    stream: SCORED
  router:
    name: router
    stream: SCORED
  scorer:
    name: scorer
    stream: MENTIONS
healthPort: 8709
ports:
  insights: 8704
  listener: 8701
  router: 8703
  scorer: 8702
stores:
- listener
- router
- insights
- console
{{- end -}}
