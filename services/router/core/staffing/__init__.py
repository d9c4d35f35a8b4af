"""Who works on what: queues, agents, who may take what, and whom the router asks first.

Everything here is pure: knowledge in, decisions and sentences out.
"""
