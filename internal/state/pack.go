package state

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"sync"
)

// A packed body is its length, then the body itself, compressed with a checksum.

// compressors are kept, since making one takes longer than compressing a small zone with it.
var compressors = sync.Pool{New: func() any {
	w, err := zlib.NewWriterLevel(nil, zlib.BestSpeed)
	if err != nil {
		panic(err) // there is such a level
	}
	return w
}}

// pack compresses a body.
func pack(body []byte) []byte {
	var b bytes.Buffer
	b.Write(binary.AppendUvarint(nil, uint64(len(body))))
	w := compressors.Get().(*zlib.Writer)
	defer compressors.Put(w)
	w.Reset(&b)
	w.Write(body) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

// maxRatio is the most that deflate can compress, so that a damaged length takes no memory.
const maxRatio = 1032

// unpack gives the body that was packed. All that is decoded from it shares the string's memory.
func unpack(packed []byte) (string, error) {
	size, n := binary.Uvarint(packed)
	if n <= 0 || size > maxRatio*uint64(len(packed)) {
		return "", fmt.Errorf("%w: a body's length", ErrCorrupt)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[n:]))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	var b strings.Builder
	b.Grow(int(size))
	got, err := io.Copy(&b, io.LimitReader(r, int64(size)+1))
	if err == nil && uint64(got) != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return b.String(), nil
}
