"""fsecheck for hosts in any language: one table of calls behind two doors, a child process and HTTP."""
