// Package works finds out which citations and references of an index cite one
// work, in whatever script, spelling or form, and keeps what is known of each
// work in a file of the generation: its record, its printings, and every place
// that cites it. What each document says of its own citations is taken as
// given; here they are brought together across documents.
package works
