"""What a service tells about itself: logs, metrics, traces, and the life of its process.

`logs`, `metrics`, `tracing` and `process` are the modules to import; nothing here knows any service.
"""
