package html

import (
	"fmt"
	"testing"
)

func TestMeta(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{
			"Open Graph and HTML", `<title>題 - 站</title><meta name=author content="王一、李二"><meta name=keywords content="甲, 乙"><meta property=og:site_name content="站"><meta property=article:published_time content="2025-08-25T10:00:00+08:00"><link rel=canonical href="https://example.org/a">`,
			"題|2025-08-25T10:00:00+08:00|[王一 李二]|[甲 乙]|站 https://example.org/a|zh-TW|map[]",
		},
		{
			"Highwire", `<meta name=citation_title content="文"><meta name=citation_author content="Smith, Ann"><meta name=citation_author content="王一"><meta name=citation_publication_date content="2024/05/01"><meta name=citation_journal_title content="刊"><meta name=citation_doi content="10.1/x"><meta name=citation_volume content="3">`,
			"文|2024-05-01|[Ann Smith 王一]|[]|刊 |zh-TW|map[doi:10.1/x volume:3]",
		},
		{
			"Dublin Core", `<meta name=DC.title content="題"><meta name=DC.creator content="某會"><meta name=DC.date content="2023"><meta name=DC.subject content="丙"><meta name=DC.publisher content="社">`,
			"題|2023|[某會]|[丙]|社 |zh-TW|map[]",
		},
		{
			"JSON-LD", `<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"@type": ["NewsArticle"], "headline": "題", "author": [{"name": "王一"}, "李二"], "datePublished": "2022-02-02", "publisher": {"name": "報"}, "keywords": "甲,乙"}]}</script><script type="application/ld+json">{broken</script>`,
			"題|2022-02-02|[王一 李二]|[甲 乙]|報 |zh-TW|map[]",
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			d := parse(t, "<html lang=zh-TW><head>"+tc.head+"</head><body><p>文。</p></body></html>")
			got := fmt.Sprintf("%s|%s|%v|%v|%s %s|%s|%v", d.Title, d.Date, d.Authors, d.Topics, d.Source.Name, d.Source.URL, d.Language, d.Extra)
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}
