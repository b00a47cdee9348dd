/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lab_form.h: what the two forms of the lab do each in its own way. Neighbours: lab.c has what they share,
 * namespaces.c and sriov.c are the forms.
 */
#ifndef LAB_LAB_FORM_H
#define LAB_LAB_FORM_H

#include "lab.h"

struct lab_form {
	const char *scripts; /* folder of host-up.sh and host-down.sh, seen from lab/ */
	const char *uri;     /* of libvirt on the host whose name takes the place of %s */
	bool real_vfs;

	/* After the lab has connected to the host's libvirt. 0 or negative errno. */
	int (*set_up)(struct host *host, struct err *err);
	/* As host_run() and vm_open_channel(). */
	int (*run)(const struct host *host, const char *command, char *output, size_t size, struct err *err);
	int (*open_channel)(struct host *host, const char *guest, const char *channel, struct err *err);
};

extern const struct lab_form namespaces_form, sriov_form;

#endif
