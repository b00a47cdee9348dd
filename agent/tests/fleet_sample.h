/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_sample.h: fleets for tests, in a line each. Neighbours: test_fleet.c, test_fleet_ends.c,
 * test_fleet_any.c, read_fleet.c. */
#ifndef VFERRY_FLEET_SAMPLE_H
#define VFERRY_FLEET_SAMPLE_H

#include "fleet.h"

#define GIB (1ull << 30)

extern struct fleet *sample;

/* Anew, with the source "test:///left" as host 0; crossings, per_host, per_link, attempts. */
void sample_fleet(unsigned int crossings, unsigned int per_host, unsigned int per_link,
                  unsigned int attempts);
/* A destination; vfs: free ones in the pool "net"; negative: it does not tell. Its index. */
unsigned int sample_host(const char *uri, uint64_t memory, int vfs);
/* A guest on the source that needs so many VFs in the pool "net". Its index. */
unsigned int sample_guest(const char *name, uint64_t memory, unsigned int vfs);

/* Starts what is to start now. The guest, whose host is in sample; FLEET_NOWHERE: nothing starts. */
unsigned int sample_start(uint64_t now_ms);
/* Until when there is nothing to do; 0: it is not so. */
uint64_t sample_waits(uint64_t now_ms);
bool sample_is_done(uint64_t now_ms);

#endif
