/* SPDX-License-Identifier: Apache-2.0 */
/* The vocabulary of A64: registers, conditions, shifts, extends, and the instruction words with all operand fields
 * zero. A name is the Arm ARM's mnemonic and the operand size; conversions name destination, then source. Constants
 * alone; codegen/assembler.h fills in the operands. */
#ifndef SIGNET_CODEGEN_A64_H
#define SIGNET_CODEGEN_A64_H

#include "memory/defence.h"

#include <stdint.h>

typedef uint32_t Word;

/* clang-format off */
enum { X0, X1, X2, X3, X4, X5, X6, X7, X8, X9, X10, X11, X12, X13, X14, X15, X16, X17, X18, X19, X20, X21, X22, X23, X24,
       X25, X26, X27, X28, X29, X30, XZR, FP = X29, LR = X30, SP = XZR };
enum { V0, V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15, V16, V17, V18, V19, V20, V21, V22, V23, V24,
       V25, V26, V27, V28, V29, V30, V31 };

enum { A64_EQ, A64_NE, A64_HS, A64_LO, A64_MI, A64_PL, A64_VS, A64_VC, A64_HI, A64_LS, A64_GE, A64_LT, A64_GT, A64_LE, A64_AL };
enum { A64_FLAG_N = 8, A64_FLAG_Z = 4, A64_FLAG_C = 2, A64_FLAG_V = 1 }; /* nzcv of ccmp, ccmn, fccmp */
enum { A64_LSL, A64_LSR, A64_ASR, A64_ROR };
enum { A64_UXTB, A64_UXTH, A64_UXTW, A64_UXTX, A64_SXTB, A64_SXTH, A64_SXTW, A64_SXTX };

enum {
  /* integer, three registers. The immediate forms of add, sub and the logical operators take these too. */
  A64_ADDw    = 0x0b000000, A64_ADDx    = 0x8b000000, A64_ADDSw   = 0x2b000000, A64_ADDSx   = 0xab000000,
  A64_SUBw    = 0x4b000000, A64_SUBx    = 0xcb000000, A64_SUBSw   = 0x6b000000, A64_SUBSx   = 0xeb000000,
  A64_ADCw    = 0x1a000000, A64_ADCx    = 0x9a000000, A64_ADCSw   = 0x3a000000, A64_ADCSx   = 0xba000000,
  A64_SBCw    = 0x5a000000, A64_SBCx    = 0xda000000, A64_SBCSw   = 0x7a000000, A64_SBCSx   = 0xfa000000,
  A64_ANDw    = 0x0a000000, A64_ANDx    = 0x8a000000, A64_BICw    = 0x0a200000, A64_BICx    = 0x8a200000,
  A64_ORRw    = 0x2a000000, A64_ORRx    = 0xaa000000, A64_ORNw    = 0x2a200000, A64_ORNx    = 0xaa200000,
  A64_EORw    = 0x4a000000, A64_EORx    = 0xca000000, A64_EONw    = 0x4a200000, A64_EONx    = 0xca200000,
  A64_ANDSw   = 0x6a000000, A64_ANDSx   = 0xea000000, A64_BICSw   = 0x6a200000, A64_BICSx   = 0xea200000,
  A64_UDIVw   = 0x1ac00800, A64_UDIVx   = 0x9ac00800, A64_SDIVw   = 0x1ac00c00, A64_SDIVx   = 0x9ac00c00,
  A64_LSLVw   = 0x1ac02000, A64_LSLVx   = 0x9ac02000, A64_LSRVw   = 0x1ac02400, A64_LSRVx   = 0x9ac02400,
  A64_ASRVw   = 0x1ac02800, A64_ASRVx   = 0x9ac02800, A64_RORVw   = 0x1ac02c00, A64_RORVx   = 0x9ac02c00,
  A64_MULw    = 0x1b007c00, A64_MULx    = 0x9b007c00, A64_MNEGw   = 0x1b00fc00, A64_MNEGx   = 0x9b00fc00,
  A64_SMULLx  = 0x9b207c00, A64_UMULLx  = 0x9ba07c00, A64_SMULHx  = 0x9b407c00, A64_UMULHx  = 0x9bc07c00,
  A64_PACGAx  = 0x9ac03000,
  A64_EXTRw   = 0x13800000, A64_EXTRx   = 0x93c00000,
  /* integer, four registers */
  A64_MADDw   = 0x1b000000, A64_MADDx   = 0x9b000000, A64_MSUBw   = 0x1b008000, A64_MSUBx   = 0x9b008000,
  A64_SMADDLx = 0x9b200000, A64_SMSUBLx = 0x9b208000, A64_UMADDLx = 0x9ba00000, A64_UMSUBLx = 0x9ba08000,
  /* integer, two registers */
  A64_RBITw   = 0x5ac00000, A64_RBITx   = 0xdac00000, A64_CLZw    = 0x5ac01000, A64_CLZx    = 0xdac01000,
  A64_CLSw    = 0x5ac01400, A64_CLSx    = 0xdac01400, A64_REVw    = 0x5ac00800, A64_REVx    = 0xdac00c00,
  A64_REV16w  = 0x5ac00400, A64_REV16x  = 0xdac00400, A64_REV32x  = 0xdac00800,
  A64_SXTBw   = 0x13001c00, A64_SXTBx   = 0x93401c00, A64_SXTHw   = 0x13003c00, A64_SXTHx   = 0x93403c00,
  A64_SXTWx   = 0x93407c00, A64_UXTBw   = 0x53001c00, A64_UXTHw   = 0x53003c00,
  /* moves and bit fields */
  A64_MOVNw   = 0x12800000, A64_MOVNx   = 0x92800000, A64_MOVZw   = 0x52800000, A64_MOVZx   = 0xd2800000,
  A64_MOVKw   = 0x72800000, A64_MOVKx   = 0xf2800000,
  A64_SBFMw   = 0x13000000, A64_SBFMx   = 0x93400000, A64_BFMw    = 0x33000000, A64_BFMx    = 0xb3400000,
  A64_UBFMw   = 0x53000000, A64_UBFMx   = 0xd3400000,
  /* conditional */
  A64_CSELw   = 0x1a800000, A64_CSELx   = 0x9a800000, A64_CSINCw  = 0x1a800400, A64_CSINCx  = 0x9a800400,
  A64_CSINVw  = 0x5a800000, A64_CSINVx  = 0xda800000, A64_CSNEGw  = 0x5a800400, A64_CSNEGx  = 0xda800400,
  A64_CCMNw   = 0x3a400000, A64_CCMNx   = 0xba400000, A64_CCMPw   = 0x7a400000, A64_CCMPx   = 0xfa400000,
  /* pointer authentication */
  A64_PACIBx  = 0xdac10400, A64_PACDBx  = 0xdac10c00, A64_AUTIBx  = 0xdac11400,
  A64_XPACIx  = 0xdac143e0, A64_XPACDx  = 0xdac147e0,
  A64_PACIBSP = 0xd503237f, A64_AUTIBSP = 0xd50323ff, A64_RETAB   = 0xd65f0fff,
  A64_BRAB    = 0xd71f0c00,
#if defined(SIGNET_TEST_WITHOUT_OWN_KEYS) /* autda, blraa */
  A64_AUTDBx  = 0xdac11800, A64_BLRAB   = 0xd73f0800,
#else
  A64_AUTDBx  = 0xdac11c00, A64_BLRAB   = 0xd73f0c00,
#endif
  /* branches and hints */
  A64_B       = 0x14000000, A64_BL      = 0x94000000, A64_Bcond   = 0x54000000, A64_BR      = 0xd61f0000,
  A64_CBZw    = 0x34000000, A64_CBZx    = 0xb4000000, A64_CBNZw   = 0x35000000, A64_CBNZx   = 0xb5000000,
  A64_TBZ     = 0x36000000, A64_TBNZ    = 0x37000000, A64_ADR     = 0x10000000,
  A64_NOP     = 0xd503201f, A64_BTIc    = 0xd503245f, A64_BTIj    = 0xd503249f, A64_BTIjc   = 0xd50324df,
  A64_BRK     = 0xd4200000, A64_DMBish  = 0xd5033bbf,
  /* loads and stores: the unsigned scaled form; the encoder makes the others of it */
  A64_STRBw   = 0x39000000, A64_LDRBw   = 0x39400000, A64_LDRSBx  = 0x39800000, A64_LDRSBw  = 0x39c00000,
  A64_STRHw   = 0x79000000, A64_LDRHw   = 0x79400000, A64_LDRSHx  = 0x79800000, A64_LDRSHw  = 0x79c00000,
  A64_STRw    = 0xb9000000, A64_LDRw    = 0xb9400000, A64_LDRSWx  = 0xb9800000,
  A64_STRx    = 0xf9000000, A64_LDRx    = 0xf9400000,
  A64_STRb    = 0x3d000000, A64_LDRb    = 0x3d400000, A64_STRh    = 0x7d000000, A64_LDRh    = 0x7d400000,
  A64_STRs    = 0xbd000000, A64_LDRs    = 0xbd400000, A64_STRd    = 0xfd000000, A64_LDRd    = 0xfd400000,
  A64_STRq    = 0x3d800000, A64_LDRq    = 0x3dc00000,
  A64_STPw    = 0x29000000, A64_LDPw    = 0x29400000, A64_STPx    = 0xa9000000, A64_LDPx    = 0xa9400000,
  A64_STPs    = 0x2d000000, A64_LDPs    = 0x2d400000, A64_STPd    = 0x6d000000, A64_LDPd    = 0x6d400000,
  A64_STPq    = 0xad000000, A64_LDPq    = 0xad400000, A64_LDPSWx  = 0x69400000,
  /* floating point, three registers */
  A64_FADDs   = 0x1e202800, A64_FADDd   = 0x1e602800, A64_FSUBs   = 0x1e203800, A64_FSUBd   = 0x1e603800,
  A64_FMULs   = 0x1e200800, A64_FMULd   = 0x1e600800, A64_FDIVs   = 0x1e201800, A64_FDIVd   = 0x1e601800,
  A64_FMAXs   = 0x1e204800, A64_FMAXd   = 0x1e604800, A64_FMINs   = 0x1e205800, A64_FMINd   = 0x1e605800,
  A64_FNMULs  = 0x1e208800, A64_FNMULd  = 0x1e608800,
  A64_FMADDs  = 0x1f000000, A64_FMADDd  = 0x1f400000, A64_FMSUBs  = 0x1f008000, A64_FMSUBd  = 0x1f408000,
  A64_FCMPs   = 0x1e202000, A64_FCMPd   = 0x1e602000, A64_FCSELs  = 0x1e200c00, A64_FCSELd  = 0x1e600c00,
  A64_FCCMPs  = 0x1e200400, A64_FCCMPd  = 0x1e600400,
  /* floating point, two registers */
  A64_FMOVs   = 0x1e204000, A64_FMOVd   = 0x1e604000, A64_FABSs   = 0x1e20c000, A64_FABSd   = 0x1e60c000,
  A64_FNEGs   = 0x1e214000, A64_FNEGd   = 0x1e614000, A64_FSQRTs  = 0x1e21c000, A64_FSQRTd  = 0x1e61c000,
  A64_FCVTds  = 0x1e22c000, A64_FCVTsd  = 0x1e624000,
  A64_FRINTNs = 0x1e244000, A64_FRINTNd = 0x1e644000, A64_FRINTPs = 0x1e24c000, A64_FRINTPd = 0x1e64c000,
  A64_FRINTMs = 0x1e254000, A64_FRINTMd = 0x1e654000, A64_FRINTZs = 0x1e25c000, A64_FRINTZd = 0x1e65c000,
  A64_FCVTZSws = 0x1e380000, A64_FCVTZSwd = 0x1e780000, A64_FCVTZSxs = 0x9e380000, A64_FCVTZSxd = 0x9e780000,
  A64_FCVTZUws = 0x1e390000, A64_FCVTZUwd = 0x1e790000, A64_FCVTZUxs = 0x9e390000, A64_FCVTZUxd = 0x9e790000,
  A64_SCVTFsw = 0x1e220000, A64_SCVTFdw = 0x1e620000, A64_SCVTFsx = 0x9e220000, A64_SCVTFdx = 0x9e620000,
  A64_UCVTFsw = 0x1e230000, A64_UCVTFdw = 0x1e630000, A64_UCVTFsx = 0x9e230000, A64_UCVTFdx = 0x9e630000,
  A64_FMOVws  = 0x1e260000, A64_FMOVsw  = 0x1e270000, A64_FMOVxd  = 0x9e660000, A64_FMOVdx  = 0x9e670000,
  A64_FMOVs_imm = 0x1e201000, A64_FMOVd_imm = 0x1e601000,
  /* vectors: bitwise, counts, sums, shifts, constants */
  A64_AND8b   = 0x0e201c00, A64_AND16b  = 0x4e201c00, A64_BIC8b   = 0x0e601c00, A64_BIC16b  = 0x4e601c00,
  A64_ORR8b   = 0x0ea01c00, A64_ORR16b  = 0x4ea01c00, A64_ORN8b   = 0x0ee01c00, A64_ORN16b  = 0x4ee01c00,
  A64_EOR8b   = 0x2e201c00, A64_EOR16b  = 0x6e201c00, A64_BSL8b   = 0x2e601c00, A64_BSL16b  = 0x6e601c00,
  A64_BIT8b   = 0x2ea01c00, A64_BIT16b  = 0x6ea01c00, A64_BIF8b   = 0x2ee01c00, A64_BIF16b  = 0x6ee01c00,
  A64_CNT8b   = 0x0e205800, A64_CNT16b  = 0x4e205800, A64_NOT8b   = 0x2e205800, A64_NOT16b  = 0x6e205800,
  A64_ADDVb8b = 0x0e31b800, A64_ADDVb16b = 0x4e31b800, A64_UADDLVh8b = 0x2e303800, A64_UADDLVh16b = 0x6e303800,
  A64_FNEG2s  = 0x2ea0f800, A64_FNEG4s  = 0x6ea0f800, A64_FNEG2d  = 0x6ee0f800,
  A64_FABS2s  = 0x0ea0f800, A64_FABS4s  = 0x4ea0f800, A64_FABS2d  = 0x4ee0f800,
  A64_SHLd    = 0x5f005400, A64_USHRd   = 0x7f000400, A64_SSHRd   = 0x5f000400, A64_SLId    = 0x7f005400,
  A64_SRId    = 0x7f004400,
  A64_SHL2s   = 0x0f005400, A64_SHL4s   = 0x4f005400, A64_SHL2d   = 0x4f005400,
  A64_SLI2s   = 0x2f005400,
  A64_USHR2s  = 0x2f000400, A64_USHR4s  = 0x6f000400, A64_USHR2d  = 0x6f000400,
  A64_MOVI8b  = 0x0f00e400, A64_MOVI16b = 0x4f00e400, A64_MOVI2d  = 0x6f00e400, A64_MOVId   = 0x2f00e400,
  A64_MOVI2s  = 0x0f000400, A64_MOVI2s_lsl24 = 0x0f006400, A64_MOVI4s_lsl24 = 0x4f006400, A64_MVNI2s = 0x2f000400,
};
/* clang-format on */

#endif
