"""What an approval opens: the lifecycles of sender numbers, 080 opt-out numbers and KakaoTalk profiles, as data and small guards.

Pure: here are states, steps, guards, reasons and the question who may send. `pipeline.serving` keeps them in the ledger.
"""

from __future__ import annotations
