"""A crawl in a process of its own that prints how it ended. Run as `python -m tests.crawl.endings_crawl PLAN`."""

from __future__ import annotations

import json
import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from newscrawl.crawl.run import settings_for
from tests.crawl.endings import Endings


def main(plan: dict[str, Any]) -> None:
    """Crawl as the plan says."""
    quick = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 4}
    pipelines = dict.fromkeys(plan.get("pipelines", []), 900)
    given = {**quick, "ITEM_PIPELINES": pipelines, "EXTENSIONS": {}, "RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 2}
    Endings.url, Endings.manner = plan["url"], plan.get("manner", "")
    process = AsyncCrawlerProcess(settings_for({**given, "LOG_LEVEL": "ERROR", **plan.get("settings", {})}))
    crawler = process.create_crawler(Endings)
    process.crawl(crawler)
    process.start()
    stats = crawler.stats.get_stats()
    kept = {name: value for name, value in stats.items() if isinstance(value, (int, str))}
    sys.stdout.write(json.dumps(kept))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
