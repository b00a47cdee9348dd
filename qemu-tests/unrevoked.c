/* SPDX-License-Identifier: BSD-3-Clause */
/* unrevoked.c: in a library that is linked with --wrap=held_revoke: a dead device's mappings stay. For
 * scenarios/stale_mapping.c, which must see the difference. */
struct held;

/* The linker's name for what takes the place of held_revoke(). */
/* NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
void __wrap_held_revoke(struct held *held);

void
__wrap_held_revoke(struct held *held)
{
	(void)held;
}
/* NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
