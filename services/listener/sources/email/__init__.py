"""E-mail: letters by IMAP as private messages, answers by SMTP in their threads."""
