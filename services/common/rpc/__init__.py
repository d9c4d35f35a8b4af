"""Calls between services: who may call what, how a call is served, made, refused and measured.

Import the modules: `tokens`, `permissions`, `server`, `channels`, `calls`, `errors`.
"""
