package citation

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

var bodyReferences = []string{
	"王小明（2019a）。清代水利初探。河川學報，3(2)，12-34。",
	"王小明（2019b）。港口與倉庫。河川學報，3(3)，1-9。",
	"李大華、張三（2015）。山與海。三民書局。",
	"王小明（2012）。河流小史。三民書局。",
	"教育部（2020）。技職教育白皮書。教育部。",
	"Wang, X., & Li, Y. (2019). Rivers and trade. Journal of Water, 3(2), 12–34.",
	"van der Berg, J., Smith, A., & Lee, C. (2001). Calm. River Studies, 12, 5-9.",
}

// document makes a body of one paragraph with a list of references.
func bodyDocument(text string, refs []string) *document.Document {
	d := &document.Document{ID: "d", Units: []document.Unit{{ID: "p1", Kind: document.KindParagraph, Text: text}}}
	for i, r := range refs {
		c, etAl := Parse(r)
		d.Units = append(d.Units, document.Unit{ID: document.UnitID(fmt.Sprintf("r%d", i+1)), Kind: document.KindReference, Number: i + 1, Text: r, CSL: c, EtAl: etAl})
	}
	d.Works = Resolve(d.Units)
	return d
}

func TestLinkBody(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string // "mark -> entry page"
	}{
		{"in brackets", "水利早有研究（王小明，2012：12）。", []string{"王小明，2012：12 -> r4 12"}},
		{"letters", "水利（王小明，2019a；王小明，2019b，頁5）。", []string{"王小明，2019a -> r1 ", "王小明，2019b，頁5 -> r2 5"}},
		{"two entries answer", "水利（王小明，2019）。", nil},
		{"family name only", "水利（李 2015）。", []string{"李 2015 -> r3 "}},
		{"name before the bracket", "王小明（2012）指出，水往低處流。", []string{"王小明（2012） -> r4 "}},
		{"two names before the bracket", "如李大華與張三（2015：7）所說。", []string{"李大華與張三（2015：7） -> r3 7"}},
		{"body", "政策見白皮書（教育部，2020）。", []string{"教育部，2020 -> r5 "}},
		{"ROC year", "（王小明，民101）", []string{"王小明，民101 -> r4 "}},
		{"Western", "Rivers carry trade (Wang & Li, 2019, p. 3; van der Berg et al., 2001).", []string{"Wang & Li, 2019, p. 3 -> r6 3", "van der Berg et al., 2001 -> r7 "}},
		{"Western before the bracket", "As Wang and Li (2019) show, rivers carry trade.", []string{"Wang and Li (2019) -> r6 "}},
		{"cue", "(see Wang & Li, 2019)", []string{"Wang & Li, 2019 -> r6 "}},
		{"nobody of the list", "（張三，1999）與（2012）年的報告", nil},
		{"plain year", "該法（2012）通過。", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := bodyDocument(tt.text, bodyReferences)
			LinkBody(d)
			var got []string
			for _, u := range d.Units {
				if u.In != "p1" {
					continue
				}
				got = append(got, fmt.Sprintf("%s -> %s %s", u.Text, u.ResolvesTo, u.CSL.Page))
				if !u.ShortForm || u.Work == "" {
					t.Errorf("%s: short form %v, work %q", u.ID, u.ShortForm, u.Work)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinkBodyNumbers(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"numbers and ranges", "早有研究[1]，其後[2-4]，又見[5, 7]。", []string{"[1] r1", "[2-4] r2", "[2-4] r3", "[2-4] r4", "[5, 7] r5", "[5, 7] r7"}},
		{"a number beyond the list", "早有研究[1]，其後[2-4]，又見[2019]與[99]。", nil},
		{"too few to be sure", "早有研究[1]。", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := bodyDocument(tt.text, bodyReferences)
			LinkBody(d)
			var got []string
			for _, u := range d.Units {
				if u.In == "p1" {
					got = append(got, u.Text+" "+string(u.ResolvesTo))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("marks (-want +got):\n%s", diff)
			}
			for _, w := range d.Works {
				if len(w.References) == 1 && tt.want != nil && w.References[0] == "r2" && len(w.Citations) != 1 {
					t.Errorf("work of r2 has citations %v", w.Citations)
				}
			}
		})
	}
}

func TestWarnUnresolved(t *testing.T) {
	d := &document.Document{ID: "d", Units: citationsOf(1, "同註9，頁3。")}
	d.Works = Resolve(d.Units)
	WarnUnresolved(d)
	if len(d.Warnings) != 1 || d.Warnings[0].Code != "short-form-unresolved" {
		t.Errorf("warnings %v", d.Warnings)
	}
	if len(d.Works) != 0 {
		t.Errorf("a form without work made works %v", d.Works)
	}
}
