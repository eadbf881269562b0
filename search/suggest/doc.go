// Package suggest completes what is being typed, in either script, in pinyin,
// by initials or in zhuyin, from the titles, headings, cited works, authors,
// topics and frequent words of an index, and finds words that sound or look
// like one that was typed wrongly. What it knows is made with the index and is
// a file of its generation.
package suggest
