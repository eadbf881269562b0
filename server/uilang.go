package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

// uiLang is the language of the pages' own words. Documents keep theirs.
type uiLang int

// The languages, in the order of the columns of texts.
const (
	langHant uiLang = iota
	langHans
	langEN
)

// uiLangs are their BCP 47 tags and names.
var uiLangs = []struct{ tag, name string }{
	{"zh-Hant", "繁體中文"}, {"zh-Hans", "简体中文"}, {"en", "English"},
}

// uiParam is the parameter and the cookie that choose the language; lang is
// taken by the filter.
const uiParam = "ui"

// Tag is the language's BCP 47 tag.
func (l uiLang) Tag() string { return uiLangs[l].tag }

// T is the text of a key, formatted with args. A missing key is shown as such.
func (l uiLang) T(key string, args ...any) string {
	row, ok := texts[key]
	if !ok {
		return key
	}
	for i, a := range args {
		if n, isInt := a.(int); isInt {
			args[i] = thousands(n)
		}
	}
	if len(args) == 0 {
		return row[l]
	}
	return fmt.Sprintf(row[l], args...)
}

// N is T for a count; English has a singular under key+".one".
func (l uiLang) N(key string, n int) string {
	if _, ok := texts[key+".one"]; ok && n == 1 {
		key += ".one"
	}
	return l.T(key, n)
}

// thousands writes 12345 as 12,345.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// langOf chooses the language: parameter, cookie, Accept-Language, Traditional
// Chinese. A choice by parameter is kept in a cookie.
func langOf(c *gin.Context) uiLang {
	if l, ok := langByTag(c.Query(uiParam)); ok {
		http.SetCookie(c.Writer, &http.Cookie{
			Name: uiParam, Value: l.Tag(), Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.Request.TLS != nil,
		})
		return l
	}
	if cookie, err := c.Request.Cookie(uiParam); err == nil {
		if l, ok := langByTag(cookie.Value); ok {
			return l
		}
	}
	return acceptLanguage(c.GetHeader("Accept-Language"))
}

func langByTag(tag string) (uiLang, bool) {
	for i, l := range uiLangs {
		if strings.EqualFold(tag, l.tag) {
			return uiLang(i), true
		}
	}
	return langHant, false
}

// acceptLanguage takes the best range that we speak.
func acceptLanguage(header string) uiLang {
	best, bestQ := langHant, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, weight, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(part, " ", "")), ";q=")
		q := 1.0
		if weight != "" {
			var err error
			if q, err = strconv.ParseFloat(weight, 64); err != nil {
				continue
			}
		}
		if l, ok := langOfRange(tag); ok && q > bestQ {
			best, bestQ = l, q
		}
	}
	return best
}

func langOfRange(tag string) (uiLang, bool) {
	main, rest, _ := strings.Cut(tag, "-")
	switch main {
	case "en":
		return langEN, true
	case "zh":
		for sub := range strings.SplitSeq(rest, "-") {
			switch sub {
			case "hans", "cn", "sg", "my":
				return langHans, true
			case "hant", "tw", "hk", "mo":
				return langHant, true
			}
		}
		return langHant, true
	}
	return langHant, false
}
