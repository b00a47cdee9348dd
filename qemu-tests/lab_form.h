/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lab_form.h: what the two forms of the lab do each in its own way, and what a program that measures and
 * tells must know of the one that it runs in. Neighbours: lab.c has what they share, namespaces.c and sriov.c
 * are the forms.
 */
#ifndef LAB_LAB_FORM_H
#define LAB_LAB_FORM_H

#include "lab.h"

struct lab_form {
	const char *scripts; /* folder of host-up.sh and host-down.sh, seen from lab/ */
	const char *uri;     /* of libvirt on the host whose name takes the place of %s */
	bool real_vfs;

	unsigned int rate;      /* packets a second for a pair that is measured */
	unsigned int rate_all;  /* most that a guest can take by all its pairs */
	unsigned int round_s;   /* longest that a crossing there and back may take */
	unsigned int cross_ms;  /* longest that vferry may run */
	unsigned int host_mib;  /* most memory that a host may take; 0: it has none of its own */
	unsigned int vf_ms;     /* longest until a new guest's traffic is on the VF */
	const char *hosts, *vf; /* what they are, for people: after a number; with its article */
	const char *note;       /* what a reader of lengths of silence should know; "" otherwise */

	/* Why this machine cannot have such a lab; NULL: it can. */
	const char *(*lacks)(void);
	/* After the lab has connected to the host's libvirt. 0 or negative errno. */
	int (*set_up)(struct host *host, struct err *err);
	/* As host_run() and vm_open_channel(). */
	int (*run)(const struct host *host, const char *command, char *output, size_t size, struct err *err);
	int (*open_channel)(struct host *host, const char *guest, const char *channel, struct err *err);
};

extern const struct lab_form namespaces_form, sriov_form;

/* The process that is the host, or the first of its namespaces; 0: it is off. */
int lab_holder(const struct host *host);

/* That of this lab. Never NULL. */
const struct lab_form *lab_form(void);

#endif
