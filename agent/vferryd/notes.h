/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * notes.h: hears the notes of libvirt's hook (hooknote.h), on libvirt's event loop. What is no note is
 * dropped: anybody who may write to the socket is root.
 */
#ifndef VFERRY_NOTES_H
#define VFERRY_NOTES_H

#include "err.h"
#include "hooknote.h"

struct notes;

/* Listens at path; what lies there is replaced. NULL with *err. */
struct notes *notes_new(const char *path, void (*fn)(void *arg, const struct hooknote *note), void *arg,
                        struct err *err);

/* Removes the socket. NULL is allowed. */
void notes_free(struct notes *notes);

#endif
