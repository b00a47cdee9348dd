/* SPDX-License-Identifier: BSD-3-Clause */
/* text.h: words of a guest or a remote host made fit for a terminal. Neighbours: every file that prints. */
#ifndef VFERRY_TEXT_H
#define VFERRY_TEXT_H

#include <stddef.h>

/*
 * Puts '?' in place of what a terminal would act on (control characters, C1 included) or could not show
 * (bytes that are not UTF-8), so that a guest cannot write to the operator's screen. In place; the length
 * stays. Returns text.
 */
char *text_clean(char *text);

/* Columns of clean text: characters, as continuation bytes take none. Wide and combining ones count as one.
 */
size_t text_columns(const char *text);

/* Ends text after at most columns characters. */
void text_clip(char *text, size_t columns);

#endif
