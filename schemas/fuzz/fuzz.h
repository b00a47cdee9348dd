/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fuzz.h: what every fuzz target is made of. A target is one file FOLDER/fuzz/fuzz_NAME.c with
 * LLVMFuzzerTestOneInput(), and a folder FOLDER/fuzz/corpus/NAME with inputs; FOLDER/fuzz/NAME.dict, a
 * dictionary, if it helps. The Makefile finds all three.
 *
 * Built with clang it is linked to libFuzzer (`make fuzz`); built as everything else, to driver.c, which runs
 * files (`make check-fuzz-seeds`). A property that does not hold aborts, so either of the two tells the
 * input.
 */
#ifndef VFERRY_FUZZ_H
#define VFERRY_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* The target: judges one input. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_STRING_(x) #x
#define FUZZ_LINE_(x)   FUZZ_STRING_(x)
/* A property of what is tested. */
#define FUZZ_HOLDS(property)                                                                 \
	do {                                                                                 \
		if (!(property))                                                             \
			fuzz_fail(__FILE__ ":" FUZZ_LINE_(__LINE__) ": not so: " #property); \
	} while (0)

/* Says what does not hold and aborts. */
void fuzz_fail(const char *what) __attribute__((noreturn));

/* That code is 0 or one of the codes that are documented, and if it is one, that *err says so in one
 * sentence: err must have been zeroed before the call. codes ends in 0. */
#define FUZZ_CODE(code, err, ...) fuzz_code(code, err, (const int[]){__VA_ARGS__, 0})
void fuzz_code(int code, const struct err *err, const int *codes);

/* Whether two structs are the same to the byte: both were zeroed before they were filled. */
bool fuzz_same(const void *one, const void *other, size_t size);

/* UTF-8 that ends within size bytes. */
bool fuzz_is_text(const char *text, size_t size);
/* A PCI function as 0000:01:10.0, or "". */
bool fuzz_is_pci(const char *text);
/* A port's MAC address in lower case, or "". */
bool fuzz_is_mac(const char *text);

/*
 * An input that has several texts: they stand one after the other with a line "%%" in between. Copies each,
 * with a NUL, into memory of its own, so that a sanitizer sees who reads past its end; those that are not
 * there are
 * "". What stands behind the last separator that counts is the last text.
 */
#define FUZZ_PARTS_MAX 8
struct fuzz_parts {
	unsigned int n; /* at least 1 */
	char *text[FUZZ_PARTS_MAX];
	size_t size[FUZZ_PARTS_MAX];
};
void fuzz_parts_read(struct fuzz_parts *parts, const uint8_t *data, size_t size);
void fuzz_parts_clear(struct fuzz_parts *parts);

#endif
