"""``python -m fsecheck.cli``, the same as the console script."""

from fsecheck.cli import main

main()
