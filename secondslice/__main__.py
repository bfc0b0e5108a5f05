from __future__ import annotations

from secondslice.config.cli import main

raise SystemExit(main())
