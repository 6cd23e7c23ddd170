"""What differs from Scrapy's defaults, each with its default and the reason; then newscrawl's own settings."""

from __future__ import annotations

import os

BOT_NAME = "newscrawl"  # default "scrapybot"
SPIDER_LOADER_CLASS = "newscrawl.spiders.loader.SiteSpiderLoader"  # default SpiderLoader; a spider for every site

# What leaves the machine. USER_AGENT is made by the spider, from NEWSCRAWL_CONTACT.
ROBOTSTXT_OBEY = True  # default False
COOKIES_ENABLED = False  # default True; a page must not depend on what was fetched before it
DEFAULT_REQUEST_HEADERS = {  # default has Accept-Language "en", which is no wish of ours
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",  # set by HttpCompressionMiddleware, which is off; every archive tool and player reads it
}

# How fast. DOWNLOAD_DELAY and a Crawl-delay are floors here: neither AutoThrottle nor jitter goes under them.
DOWNLOADER = "newscrawl.crawl.throttle.PoliteDownloader"  # default Downloader, whose delays have no floor
DOWNLOAD_DELAY = 1.0  # default 0; regional papers run on small servers
DOWNLOAD_DELAY_JITTER = 0.5  # default 0.5, here only upwards: 1 to 1.5 s
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8
AUTOTHROTTLE_ENABLED = True  # default False; a server that gets slower is asked less often
AUTOTHROTTLE_START_DELAY = 1.0  # default 5.0; robots.txt and the first lists would take half a minute

# What comes in.
DOWNLOAD_HANDLERS = {  # default Scrapy's own
    "http": "newscrawl.crawl.capture.CaptureHandler",  # archives each exchange before it is delivered
    "https": "newscrawl.crawl.capture.CaptureHandler",
    "file": None,  # a page must not make us read files, nor speak other protocols
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False; an archive should hold what the site sent
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # default 1 GiB
DOWNLOAD_WARNSIZE = 16 * 1024 * 1024  # default 32 MiB
DOWNLOAD_TIMEOUT = 60  # default 180; a host that hangs holds its whole site
DNS_TIMEOUT = 20  # default 60
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"  # default "ERROR"; the report counts it
REDIRECT_MAX_TIMES = 5  # default 20
HTTPERROR_ALLOW_ALL = True  # default False; a 404 at an article's URL is a tombstone

# What runs.
SCHEDULER = "newscrawl.crawl.scheduler.LeaseScheduler"  # default Scheduler, whose queue is lost with its process
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # default Lifo; the newest articles stand first on a list
CONCURRENT_ITEMS = 1  # default 100, which starts 100 tasks a response: 1.45 times the pages a second
METAREFRESH_ENABLED = False  # default True; it decodes and scans every body a second time
TELNETCONSOLE_ENABLED = False  # default True; a port that runs Python
REMOTE_CONTROL_ENABLED = False  # default True; another one
LOG_LEVEL = "INFO"  # default "DEBUG"
DOWNLOADER_MIDDLEWARES = {  # default Scrapy's own, named where they are replaced or left out
    "newscrawl.crawl.gate.GateMiddleware": 50,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # knows no ports; GateMiddleware does its work
    "newscrawl.crawl.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets concurrent first requests through
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # the handler decompresses
    "newscrawl.crawl.gate.Redirects": 600,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newscrawl.crawl.proxies.Proxies": 750,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,  # keeps its choice through redirects
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops in silence what the accounts should count
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # no spider here copies meta
}
ITEM_PROCESSOR = (
    "newscrawl.crawl.closing.Pipelines"  # default ItemPipelineManager, which closes before a stopped run is whole
)
EXTENSIONS = {"newscrawl.crawl.finish.Finish": 0}
ITEM_PIPELINES = {  # default {}; crawl, re-parse and `newscrawl extract` run this list
    "newscrawl.pipelines.RepairPipeline": 100,
    "newscrawl.pipelines.ParsePipeline": 200,
    "newscrawl.pipelines.LocatePipeline": 300,
    "newscrawl.pipelines.MetadataPipeline": 400,
    "newscrawl.pipelines.BylinePipeline": 500,
    "newscrawl.pipelines.NoticesPipeline": 600,
    "newscrawl.pipelines.RightsPipeline": 650,
    "newscrawl.pipelines.ProvenancePipeline": 700,
    "newscrawl.pipelines.ValidatePipeline": 800,
    # your own come between 801 and 999: they get an Article and write to its `extra`
    "newscrawl.pipelines.RowPipeline": 1000,
    "newscrawl.crawl.extracted.ExtractedPipeline": 1100,  # does nothing unless NEWSCRAWL_WARC_EXTRACTED is set
}

# newscrawl's own.
NEWSCRAWL_OUTPUT = "output"
"""Folder of the runs."""
NEWSCRAWL_RUN_FOLDER: str | None = None
"""Folder of this run; made up by the spider of output, site and a new run id."""
NEWSCRAWL_CONTACT = os.environ.get("NEWSCRAWL_CONTACT", "")
"""Mail address or URL in the User-Agent; asked for before any other machine is."""
NEWSCRAWL_LIMIT: int | None = None
"""Most articles to ask for in one run."""
NEWSCRAWL_SINCE: str | None = None
"""Day, as YYYY-MM-DD; articles whose URL states an earlier one are not asked for."""
NEWSCRAWL_FULL = False  # default False
"""Whether a run asks for every article on the lists, whatever was seen before."""
NEWSCRAWL_LOOKS = ("1h", "6h", "1d", "3d", "7d", "30d")
"""How long after it was first seen, withdrawn or back again an article is looked at again (s, m, h, d, w); a look comes
due a tenth of the time early. Empty: never again."""
NEWSCRAWL_CONDITIONAL: bool | None = None
"""Whether looks ask only for what was modified (If-None-Match, If-Modified-Since); as the site says where it is not
set. Players show an answer 304 as an empty page."""
NEWSCRAWL_SITE: str | None = None
"""What the names of WARC files begin with; the spider's name where it is not set."""
NEWSCRAWL_COLLECTION: str | None = None
"""Collection the WARC files belong to, for their warcinfo record; the site's title where it is not set."""
NEWSCRAWL_OPERATOR: str | None = None
"""Person or institution that runs the crawl, for the warcinfo record; the contact where it is not set."""
NEWSCRAWL_WARC_MAX_BYTES = 1_000_000_000
"""Bytes a WARC file may reach before the next one is begun."""
NEWSCRAWL_WARC_SYNC_INTERVAL = 1.0
"""Seconds between two syncs of the WARC file to disk."""
NEWSCRAWL_WARC_MAX_SECONDS = 21_600.0
"""Seconds after which a WARC file is followed by the next; 0 for no such limit."""
NEWSCRAWL_WARC_EXTRACTED = False
"""Whether each article stands in the WARC file too, as a metadata record of JSON that refers to its answer."""
NEWSCRAWL_WARC_REDACT: list[str] = []
"""Header fields, such as Cookie, Authorization and Set-Cookie, whose values are replaced in WARC records."""
NEWSCRAWL_WARC_REVISITS = True  # default True
"""Whether an answer that came before is written as a revisit record, without its body."""
