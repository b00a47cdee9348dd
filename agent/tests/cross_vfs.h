/* SPDX-License-Identifier: BSD-3-Clause */
/* cross_vfs.h: hosts with VFs to cross between, and what tests ask afterwards. Neighbours: cross.h,
 * test_crossing_vfs.c, test_crossing_unfit.c, test_crossing_vlan.c. */
#ifndef VFERRY_CROSS_VFS_H
#define VFERRY_CROSS_VFS_H

#include "cross.h"

#define M1 "52:54:00:00:00:01"
#define V0 "0000:01:10.0"
#define V1 "0000:01:10.2"
#define V2 "0000:01:10.4"

/* Node devices, lists that end with NULL: a PF with three free VFs; a PF without; no PF at all; */
extern const char *const three[], *const none[], *const no_pf[];
/* and two VFs, the second of which shows the first pair's MAC, as after `ip link set eth2 vf 1 mac`. */
extern const char *const with_mac[];
/* Domains that have the first VF, all three. */
extern const char *const takes_v0[], *const takes_all[];

extern const struct crossing_wish must; /* with --require-vf */

/* Three VFs on either host; the guest has the first ones. */
struct fake_hosts both(enum fake_kind kind);

/* One pair, for which the user gave a device. */
enum outcome cross_given(const struct fake_hosts *hosts, const char *xml);

/* On either host, nor with the guest. */
bool nothing_changed(void);
/* The report's step of that name; NULL: there was none. */
const struct report_step *step(const char *name);
/* Whether the message is one whole line that holds text; prints it when not. */
bool said(const char *text);

#endif
