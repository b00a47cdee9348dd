/* SPDX-License-Identifier: BSD-3-Clause */
/* cross.h: one whole crossing on the fake hosts, and what it leaves. Neighbours: test_crossing.c,
 * test_crossing_ways.c, test_crossing_vfs.c. */
#ifndef VFERRY_CROSS_H
#define VFERRY_CROSS_H

#include "crossing_impl.h"
#include "host_fake.h"

#define F(fault) (1ull << FAKE_##fault)

extern struct fake fake;
extern struct report report;
extern struct err err;

/* From "left" to "right"; options may be NULL. */
enum outcome cross(uint64_t faults, unsigned int pairs, const struct crossing_wish *options);
/* On hosts with VFs. */
enum outcome cross_on(const struct fake_hosts *hosts, uint64_t faults, unsigned int pairs,
                      const struct crossing_wish *options);
/* On the hosts as the one before has left them. */
enum outcome cross_again(const struct crossing_wish *options);

#endif
